"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { Problem } from "@/lib/api/problem";
import type { RunView } from "@/lib/api/types";
import { isDone, type Note, standing, wireOf } from "./model";
import { noteOf } from "./notes";
import type { Operation } from "./operations";
import { follow } from "./stream";
import { apply, type RunEvent, type Wire, type WireStep } from "./wire";

/** What a phone shows; beside the chat of a wider screen `chat` means the plan. */
export type Pane = "chat" | "plan" | "films";

/** What the events had told when the page was made. */
export interface Live {
  state: Partial<Wire>;
  after: string;
}

export interface RunStore {
  run: RunView;
  wire: Wire;
  after: string;
  notes: Note[];
  live: boolean;
  pane: Pane;
  layout: "graph" | "list";
  /** The piece that is chosen. */
  piece: string;
  /** The step that is looked at. */
  step: string;
  /** The piece that is being changed in the dialog. */
  editing: string;
  /** What was asked for and is not yet done. */
  foreseen: Operation[];
  busy: string;
  problem: Problem | null;
}

/** What a viewer is busy with, always: nothing can be done beside it. */
export const WATCHING = "watching";

export type RunStoreApi = StoreApi<RunStore>;

/** A store for one page: on the server none is shared between people. */
export function createRunStore(found: RunView, live: Live, may = true): RunStoreApi {
  const run = standing(found);
  const known = live.state.plan ? told(wireOf(run), live.state) : wireOf(run);
  return createStore<RunStore>(() => ({
    run,
    wire: { ...known, error: known.error || run.error },
    after: live.after,
    notes: [],
    live: false,
    pane: run.status === "done" ? "films" : "chat",
    layout: "graph",
    piece: "",
    step: "",
    editing: "",
    foreseen: [],
    busy: may ? "" : WATCHING,
    problem: null,
  }));
}

/** What the events told, and steps that ended with a worker before it could tell of them. */
function told(kept: Wire, state: Partial<Wire>): Wire {
  const steps = Object.entries({ ...kept.steps, ...state.steps }).map(([id, step]): [string, WireStep] => {
    const known = kept.steps[id];
    return [id, known && isDone(known) ? known : step];
  });
  return { ...kept, ...state, steps: Object.fromEntries(steps) };
}

/** Takes in one event of the stream. */
export function see(store: RunStoreApi, event: RunEvent, id: string): void {
  store.setState((now) => {
    const note = noteOf(event, now.wire, id);
    const run =
      event.type === "RUN_STARTED" ? { ...now.run, status: now.run.plan ? "running" : "planning" } : now.run;
    return {
      run: run as RunView,
      wire: apply(now.wire, event),
      after: id,
      notes: note ? [...now.notes.filter((one) => one.id !== note.id), note].slice(-20) : now.notes,
    };
  });
}

/** Reads the run anew. */
export async function reload(store: RunStoreApi): Promise<RunView | null> {
  const id = store.getState().run.id;
  const answer = await fetch(`/bff/runs/${encodeURIComponent(id)}`).catch(() => null);
  if (!answer?.ok) return null;
  const run = standing((await answer.json()) as RunView);
  store.setState((now) => ({ run, wire: run.status === "planned" ? wireOf(run) : now.wire }));
  return run;
}

/** Who made a step, and what it took, is read anew at most so often while steps end. */
const RECORDS_MS = 4_000;

/** Whether there is more to come; a run that lost its worker is taken over by another without being told to. */
const isMoving = (status: RunView["status"]): boolean =>
  status === "planning" || status === "running" || status === "interrupted";

/** Follows the run until it is over; call what it returns to stop. */
export function connect(store: RunStoreApi): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void reload(store);
    }, RECORDS_MS);
  };
  const stop = follow(store.getState().run.id, store.getState().after, {
    event: (event, id) => {
      see(store, event, id);
      const plan = event.type === "CUSTOM" && "name" in event && event.name === "plan";
      if (plan) void reload(store);
      else if (event.type === "STEP_FINISHED") soon();
    },
    live: (live) => store.setState({ live }),
    more: async () => {
      const run = await reload(store);
      return run === null || isMoving(run.status);
    },
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

const Context = createContext<RunStoreApi | null>(null);

interface RunProviderProps {
  run: RunView;
  live: Live;
  /** Whether more than watching is allowed. */
  may: boolean;
  children: ReactNode;
}

export function RunProvider({ run, live, may, children }: RunProviderProps) {
  const [store] = useState(() => createRunStore(run, live, may));
  const status = useStore(store, (now) => now.run.status);
  // Not before the order is taken: until then the stream of a planned run is over, and reading it undoes the yes.
  const taken = useStore(store, (now) => now.busy === "" || now.busy === WATCHING);
  const moving = taken && isMoving(status);
  useEffect(() => (moving ? connect(store) : undefined), [store, moving]);
  const router = useRouter();
  const first = useRef(status);
  useEffect(() => {
    if (first.current !== status) router.refresh();
    first.current = status;
  }, [status, router]);
  return <Context value={store}>{children}</Context>;
}

export function useRunStore(): RunStoreApi {
  const store = useContext(Context);
  if (!store) throw new Error("useRun needs a RunProvider above it");
  return store;
}

export function useRun<T>(pick: (now: RunStore) => T): T {
  return useStore(useRunStore(), pick);
}
