import type { Estimate, PieceSpec, RunView, Status } from "@/lib/api/types";
import { EMPTY, type Wire, type WireStep } from "./wire";

/** A step as it is shown. */
export interface StepShown extends WireStep {
  id: string;
  piece: string;
}

/** Something that happened on the way and is worth a sentence. */
export interface Note {
  id: string;
  tone: "plain" | "warn" | "good";
  text: string;
}

export const OVER: readonly Status[] = ["done", "failed", "cancelled", "interrupted"];

/** A run as it is shown: what was said yes to is made, also while no worker has begun. */
export const standing = (run: RunView): RunView => (run.waits ? { ...run, status: "running" } : run);

/** What the stream would have told up to now, from a run as the API hands it over. */
export function wireOf(run: RunView): Wire {
  const plan = run.plan;
  if (!plan) return { ...EMPTY, status: run.status, error: run.error };
  const finished = new Set(run.pieces.filter((piece) => piece.status === "done").map((piece) => piece.id));
  const steps = plan.steps.map((step): [string, WireStep] => {
    const known = recordOf(run, step.id);
    const state = known.state === "waiting" && finished.has(pieceOf(step.id)) ? "done" : known.state;
    return [step.id, { ...step, ...known, state, part: state === "waiting" || state === "failed" ? 0 : 1 }];
  });
  return {
    status: run.status,
    plan: { pieces: plan.spec.pieces, estimate: plan.estimate, assumptions: plan.spec.assumptions },
    steps: Object.fromEntries(steps),
    gates: {},
    costUsd: run.cost_usd,
    error: run.error,
  };
}

/** How a step stands by what is kept of it; what is at work right now is for the stream to tell. */
function recordOf(run: RunView, id: string): Pick<WireStep, "state" | "seconds" | "detail"> {
  const record = run.steps?.find((one) => one.id === id);
  if (record?.status === "done")
    return { state: record.reused ? "reused" : "done", seconds: record.seconds, detail: record.provider };
  if (record?.status === "failed") return { state: "failed", seconds: record.seconds, detail: record.error };
  return { state: "waiting", seconds: 0, detail: "" };
}

export const pieceOf = (step: string): string => step.slice(0, step.lastIndexOf("."));

/** Steps in the order of the plan; before there is one, those that the stream told of. */
export function stepsOf(run: RunView, wire: Wire): StepShown[] {
  const planned = run.plan?.steps;
  if (!planned) return Object.entries(wire.steps).map(([id, step]) => ({ ...step, id, piece: pieceOf(id) }));
  return planned.map((step) => ({
    ...WAITING,
    ...step,
    ...wire.steps[step.id],
    id: step.id,
    piece: pieceOf(step.id),
  }));
}

const WAITING = { state: "waiting", part: 0, seconds: 0, detail: "" } as const;

export interface PieceShown {
  spec: PieceSpec;
  steps: StepShown[];
  /** 0..1, by the seconds that the steps are expected to take. */
  part: number;
  state: "waiting" | "running" | "done" | "failed";
}

/** The pieces of a plan with their steps. */
export function piecesOf(run: RunView, wire: Wire): PieceShown[] {
  const steps = stepsOf(run, wire);
  const specs = run.plan?.spec.pieces ?? wire.plan?.pieces ?? [];
  return specs.map((spec) => {
    const own = steps.filter((step) => step.piece === spec.id);
    return { spec, steps: own, part: progress(own), state: stateOf(own) };
  });
}

function stateOf(steps: StepShown[]): PieceShown["state"] {
  if (steps.some((step) => step.state === "failed" || step.state === "skipped")) return "failed";
  if (steps.length > 0 && steps.every(isDone)) return "done";
  return steps.some((step) => isDone(step) || isBusy(step)) ? "running" : "waiting";
}

export const isDone = (step: WireStep): boolean => step.state === "done" || step.state === "reused";
export const isBusy = (step: WireStep): boolean => ["running", "progress", "retry"].includes(step.state);

/** How much of the expected work is done, 0..1. */
export function progress(steps: StepShown[]): number {
  const weight = (step: StepShown) => Math.max(0.2, Number(step.estimate.seconds));
  const all = steps.reduce((sum, step) => sum + weight(step), 0);
  const done = steps.reduce((sum, step) => sum + weight(step) * (isDone(step) ? 1 : step.part), 0);
  return all === 0 ? 0 : Math.min(1, done / all);
}

/** What a piece costs and takes by the plan: seconds of work, not of waiting. */
export function priceOf(steps: StepShown[]): Estimate {
  const sum = (pick: (step: StepShown) => number) => steps.reduce((total, step) => total + pick(step), 0);
  return {
    usd: String(sum((step) => Number(step.estimate.usd))),
    usd_p90: String(sum((step) => Number(step.estimate.usd_p90))),
    seconds: sum((step) => Number(step.estimate.seconds)),
  };
}
