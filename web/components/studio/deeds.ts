"use client";

import { useMemo } from "react";
import { toast } from "@/components/shell/toasts";
import * as plans from "@/lib/actions/plans";
import * as runs from "@/lib/actions/runs";
import { type Outcome, UNREACHABLE } from "@/lib/api/problem";
import type { RunView, Status } from "@/lib/api/types";
import type { Operation } from "@/lib/run/operations";
import { type RunStoreApi, reload, useRunStore } from "@/lib/run/store";

/** The newest version of a run's plan: what was proposed, else what it is. */
export const versionOf = (run: RunView): number => run.proposal?.version ?? run.version;

/** What can be done with a run; each shows at once what it will lead to and takes that back when it is refused. */
export interface Deeds {
  approve: () => Promise<void>;
  cancel: () => Promise<void>;
  resume: () => Promise<void>;
  undo: () => Promise<void>;
  /** Lets go of a proposed change. */
  drop: () => Promise<void>;
  edit: (operations: Operation[], done: string) => Promise<boolean>;
}

export function useDeeds(): Deeds {
  const store = useRunStore();
  return useMemo(() => deedsOf(store), [store]);
}

function deedsOf(store: RunStoreApi): Deeds {
  const move = async (status: Status, work: (run: RunView) => Promise<Outcome<null>>) => {
    const { run, busy } = store.getState();
    if (busy) return;
    store.setState({ busy: status, problem: null, run: { ...run, status } });
    const found = await work(run).catch(() => ({ ok: false, problem: UNREACHABLE }) as const);
    store.setState(found.ok ? { busy: "" } : { busy: "", problem: found.problem, run });
  };
  const change = async (
    operations: Operation[],
    done: string,
    work: (run: RunView) => Promise<Outcome<unknown>>,
  ) => {
    const { run, busy } = store.getState();
    if (busy) return false;
    store.setState({ busy: "edit", foreseen: operations, problem: null });
    const found = await work(run).catch(() => ({ ok: false, problem: UNREACHABLE }) as const);
    await reload(store);
    store.setState({ busy: "", foreseen: [], problem: found.ok ? null : found.problem });
    if (found.ok) toast(done);
    return found.ok;
  };
  return {
    approve: async () => {
      const { run: now } = store.getState();
      if (now.status !== "planned" && !now.proposal) return;
      await move("running", (run) => runs.approve(run.id, crypto.randomUUID(), versionOf(run)));
    },
    cancel: async () => {
      await move("cancelled", (run) => runs.cancel(run.id));
      void reload(store);
    },
    resume: () => move("running", (run) => runs.resume(run.id, crypto.randomUUID())),
    undo: async () => {
      await change([], "Taken back", (run) => plans.undo(run.id, versionOf(run), crypto.randomUUID()));
    },
    drop: async () => {
      await change([], "It stays as it is", (run) => plans.drop(run.id));
    },
    edit: (operations, done) =>
      change(operations, done, (run) => plans.edit(run.id, operations, versionOf(run), crypto.randomUUID())),
  };
}
