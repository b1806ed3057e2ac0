"use client";

import { useMemo } from "react";
import { toast } from "@/components/shell/toasts";
import * as plans from "@/lib/actions/plans";
import * as runs from "@/lib/actions/runs";
import { type Outcome, UNREACHABLE } from "@/lib/api/problem";
import {
  clashes,
  difference,
  operationsOf,
  rebased,
  redoOf,
  type Words,
  wordsOf,
  yielded,
} from "@/lib/piece/draft";
import { baseOf, type PieceStore, type PieceStoreApi, reload, usePieceStore } from "@/lib/piece/store";
import type { Operation } from "@/lib/run/operations";

/** What can be done with a piece. Nothing that was typed is lost when one of them is refused. */
export interface PieceDeeds {
  /** Has what was typed turned into a proposal with a price. */
  price: () => Promise<void>;
  /** The same for the chosen scene; where nothing was typed it is to get another picture. */
  redoScene: () => Promise<void>;
  approve: () => Promise<void>;
  /** Lets go of the proposal; its words are to be edited again. */
  drop: () => Promise<void>;
  discard: () => void;
  /** Locks or unlocks a scene. */
  lock: (scene: string) => Promise<void>;
  redo: (operation: Operation) => Promise<void>;
  restore: (version: number) => Promise<void>;
  undo: () => Promise<void>;
  cancel: () => Promise<void>;
  resume: () => Promise<void>;
  /** After somebody else's change: their words where both changed the same, or mine on top. */
  settle: (whose: "mine" | "theirs") => void;
}

export function usePieceDeeds(): PieceDeeds {
  const store = usePieceStore();
  return useMemo(() => deedsOf(store), [store]);
}

/** The newest version of the plan: what was proposed, else what it is. */
export const headOf = ({ run }: Pick<PieceStore, "run">): number => run.proposal?.version ?? run.version;

const LOST = { ok: false, problem: UNREACHABLE } as const;

function deedsOf(store: PieceStoreApi): PieceDeeds {
  let sent = { of: "", key: "" };
  /** The same for the same request sent again, so that it has its effect once. */
  const keyFor = (of: string) => {
    if (sent.of !== of) sent = { of, key: crypto.randomUUID() };
    return sent.key;
  };
  const work = async (busy: PieceStore["busy"], deed: (now: PieceStore) => Promise<Outcome<unknown>>) => {
    const now = store.getState();
    if (now.busy) return false;
    const before = { base: baseOf(now), head: headOf(now) };
    store.setState({ busy, problem: null });
    const found = await deed(now).catch(() => LOST);
    if (found.ok || found.problem.status !== 503) await reload(store);
    if (!found.ok && found.problem.status === 409) meet(store, before);
    const met = store.getState().met;
    store.setState({ busy: "", problem: found.ok || met ? null : found.problem });
    return found.ok;
  };
  const edit = (busy: PieceStore["busy"], operations: Operation[]) =>
    work(busy, (now) => {
      const base = headOf(now);
      return plans.edit(now.run.id, operations, base, keyFor(JSON.stringify([operations, base])));
    });
  const propose = async (operations: Operation[]) => {
    if (operations.length === 0 || !(await edit("price", operations))) return;
    const { draft: typed } = store.getState();
    store.setState({ draft: rebased(typed, baseOf(store.getState())), met: null });
  };
  return {
    price: () => {
      const { draft, piece } = store.getState();
      return propose(operationsOf(draft, piece.id));
    },
    redoScene: () => {
      const { draft, piece, scene } = store.getState();
      return propose(redoOf(draft, piece.id, scene));
    },
    approve: async () => {
      const redone = store.getState().run.proposal?.redone ?? [];
      const ok = await work("approve", ({ run }) =>
        runs.approve(run.id, keyFor(`yes ${run.id} ${run.proposal?.version}`), run.proposal?.version),
      );
      if (ok) store.setState({ carrying: true, redoing: redone, wire: waiting(store.getState(), redone) });
    },
    drop: async () => {
      const typed = difference(wordsOf(store.getState().piece), baseOf(store.getState()));
      if (!(await work("drop", ({ run }) => plans.drop(run.id)))) return;
      const { draft } = store.getState();
      store.setState({
        draft: {
          ...draft,
          scenes: { ...typed.scenes, ...draft.scenes },
          piece: { ...typed.piece, ...draft.piece },
        },
      });
      toast("It stays as it is");
    },
    discard: () =>
      store.setState(({ draft }) => ({
        draft: { ...draft, scenes: {}, piece: {} },
        met: null,
        problem: null,
      })),
    lock: async (id) => {
      const { piece } = store.getState();
      const scene = piece.scenes.find((one) => one.id === id);
      if (!scene) return;
      const op = scene.locked ? "unlock_scene" : "lock_scene";
      if (await edit("lock", [{ op, piece: piece.id, scene: id }]))
        toast(scene.locked ? "The scene can be changed again" : "The scene is locked and stays as it is");
    },
    redo: async (operation) => {
      await edit("redo", [operation]);
    },
    restore: async (version) => {
      await edit("restore", [{ op: "restore", version }]);
    },
    undo: async () => {
      await work("restore", (now) => {
        const base = headOf(now);
        return plans.undo(now.run.id, base, keyFor(`undo ${base}`));
      });
    },
    cancel: async () => {
      await work("cancel", ({ run }) => runs.cancel(run.id));
    },
    resume: async () => {
      const ok = await work("resume", ({ run }) => runs.resume(run.id, crypto.randomUUID()));
      if (ok) store.setState({ carrying: true });
    },
    settle: (whose) =>
      store.setState(({ draft, met, ...now }) => {
        const left = whose === "theirs" && met ? yielded(draft, met.clashes) : draft;
        return { met: null, draft: rebased(left, baseOf(now)) };
      }),
  };
}

/** Steps that are made anew wait again. */
function waiting({ wire }: PieceStore, redone: string[]): PieceStore["wire"] {
  const steps = Object.entries(wire.steps).map(([id, step]) =>
    redone.includes(id) ? [id, { ...step, state: "waiting", part: 0, seconds: 0 }] : [id, step],
  );
  return { ...wire, steps: Object.fromEntries(steps) };
}

/** Says what somebody else changed; nothing when nobody did. */
function meet(store: PieceStoreApi, before: { base: Words; head: number }): void {
  const now = store.getState();
  if (headOf(now) <= before.head) return;
  const theirs = now.versions.filter((version) => version.version > before.head);
  store.setState({
    met: {
      clashes: clashes(now.draft, before.base, baseOf(now)),
      changes: theirs.flatMap((version) => version.changes),
    },
  });
}
