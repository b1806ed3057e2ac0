import type { Estimate, Gate, PieceSpec } from "@/lib/api/types";

export type StepPhase =
  | "waiting"
  | "running"
  | "progress"
  | "done"
  | "reused"
  | "failed"
  | "skipped"
  | "retry";

/** A step as the stream tells it. */
export interface WireStep {
  tool: string;
  needs: string[];
  via: string;
  estimate: Estimate;
  state: StepPhase;
  part: number;
  seconds: number;
  detail: string;
}

/** The state of a run that its events build up. */
export interface Wire {
  status: string;
  plan: { pieces: PieceSpec[]; estimate: Estimate; assumptions: string[] } | null;
  steps: Record<string, WireStep>;
  gates: Record<string, Gate[]>;
  costUsd: string;
  error: string;
}

export const EMPTY: Wire = { status: "running", plan: null, steps: {}, gates: {}, costUsd: "0", error: "" };

interface Change {
  op: "add" | "replace" | "remove";
  path: string;
  value?: unknown;
}

/** The AG-UI events that change what is shown; others are let by. */
export type RunEvent =
  | { type: "RUN_STARTED" }
  | { type: "STATE_SNAPSHOT"; snapshot: Partial<Wire> }
  | { type: "STATE_DELTA"; delta: Change[] }
  | { type: "CUSTOM"; name: string; value: Record<string, unknown> }
  | { type: "RUN_FINISHED"; result?: { status?: string; costUsd?: string } }
  | { type: "RUN_ERROR"; message: string }
  | { type: string };

/** The state after one event. Parts that did not change stay the same objects. */
export function apply(wire: Wire, event: RunEvent): Wire {
  switch (event.type) {
    case "STATE_SNAPSHOT":
      return { ...EMPTY, ...(event as { snapshot: Partial<Wire> }).snapshot };
    case "STATE_DELTA":
      return (event as { delta: Change[] }).delta.reduce(patched, wire);
    case "RUN_ERROR":
      return { ...wire, status: "failed", error: (event as { message: string }).message };
    default:
      return wire;
  }
}

function patched(wire: Wire, change: Change): Wire {
  const path = change.path.split("/").slice(1).map(plain);
  return put(wire as unknown as Tree, path, change) as unknown as Wire;
}

type Tree = Record<string, unknown>;

function put(tree: Tree, [first = "", ...rest]: string[], change: Change): Tree {
  if (rest.length > 0)
    return { ...tree, [first]: put((tree[first] as Tree | undefined) ?? {}, rest, change) };
  if (change.op !== "remove") return { ...tree, [first]: change.value };
  const { [first]: _gone, ...left } = tree;
  return left;
}

const plain = (part: string) => part.replaceAll("~1", "/").replaceAll("~0", "~");
