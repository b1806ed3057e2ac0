"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { Problem } from "@/lib/api/problem";
import type { Catalogue, PieceDetail, RunView, Version } from "@/lib/api/types";
import { OVER, standing, wireOf } from "@/lib/run/model";
import { type Live, WATCHING } from "@/lib/run/store";
import { follow } from "@/lib/run/stream";
import { apply, type Wire } from "@/lib/run/wire";
import { type Clash, type Draft, NOTHING, readDraft, rebased, type Words, wordsIn, wordsOf } from "./draft";
import { sceneAt, shownAt } from "./time";

export type Tab = "scene" | "piece" | "post" | "report" | "versions";

/** What somebody else did while one was typing. */
export interface Met {
  clashes: Clash[];
  /** In words. */
  changes: string[];
}

export interface PieceStore {
  run: RunView;
  piece: PieceDetail;
  versions: Version[];
  options: Catalogue | null;
  wire: Wire;
  after: string;
  live: boolean;
  /** Whether a yes is being carried out. */
  carrying: boolean;
  /** Steps that are made anew at this moment. */
  redoing: string[];
  tab: Tab;
  /** The scene that is chosen. */
  scene: string;
  draft: Draft;
  busy:
    | ""
    | "price"
    | "approve"
    | "drop"
    | "lock"
    | "redo"
    | "restore"
    | "cancel"
    | "resume"
    | typeof WATCHING;
  problem: Problem | null;
  met: Met | null;
  /** The player. */
  video: HTMLVideoElement | null;
  playing: boolean;
  at: number;
  zone: string;
  captions: boolean;
  muted: boolean;
}

export type PieceStoreApi = StoreApi<PieceStore>;

export interface Start {
  run: RunView;
  piece: PieceDetail;
  versions: Version[];
  options: Catalogue | null;
  live: Live;
  /** Whether more than watching is allowed. */
  may: boolean;
}

const moving = (run: RunView) => run.status === "running" || run.status === "planning";

/** A store for one page: on the server none is shared between people. */
export function createPieceStore({ run: found, piece, versions, options, live, may }: Start): PieceStoreApi {
  const run = standing(found);
  const known = live.state.plan ? ({ ...wireOf(run), ...live.state } as Wire) : wireOf(run);
  return createStore<PieceStore>(() => ({
    run,
    piece,
    versions,
    options,
    wire: known,
    after: live.after,
    live: false,
    carrying: moving(run),
    redoing: [],
    tab: "scene",
    scene: piece.scenes[0]?.id ?? "",
    draft: NOTHING,
    busy: may ? "" : WATCHING,
    problem: null,
    met: null,
    video: null,
    playing: false,
    at: 0,
    zone: "",
    captions: false,
    muted: false,
  }));
}

/** The words that edits are made to: those proposed, else those of the piece. */
export function baseOf({ run, piece }: Pick<PieceStore, "run" | "piece">): Words {
  const now = wordsOf(piece);
  return run.proposal ? wordsIn(run.proposal.plan, piece.id, now) : now;
}

const keyOf = ({ run, piece }: PieceStore) => `piece ${run.id} ${piece.id}`;

/** Reads run and piece anew; false when they cannot be had now. */
export async function reload(store: PieceStoreApi): Promise<boolean> {
  const { run, piece } = store.getState();
  const place = `/bff/runs/${encodeURIComponent(run.id)}`;
  const answers = await Promise.all([
    fetch(place).catch(() => null),
    fetch(`${place}/pieces/${encodeURIComponent(piece.id)}`).catch(() => null),
  ]);
  if (!answers.every((answer) => answer?.ok)) return false;
  const [fresh, found] = (await Promise.all(answers.map((answer) => answer?.json()))) as [
    RunView,
    { piece: PieceDetail; versions: Version[] },
  ];
  store.setState((now) => ({
    run: standing(fresh),
    piece: found.piece,
    versions: found.versions,
    scene: found.piece.scenes.some((scene) => scene.id === now.scene)
      ? now.scene
      : (sceneAt(found.piece.scenes, now.at)?.id ?? found.piece.scenes[0]?.id ?? ""),
  }));
  return true;
}

/** Follows a run until what was approved is carried out; call what it returns to stop. */
export function carry(store: PieceStoreApi): () => void {
  const ended = async () => {
    const read = await reload(store);
    const { run } = store.getState();
    const done = read && OVER.includes(run.status);
    if (done) store.setState({ carrying: false, redoing: [], live: false });
    return !done;
  };
  return follow(store.getState().run.id, store.getState().after, {
    event: (event, id) => store.setState((now) => ({ wire: apply(now.wire, event), after: id })),
    live: (live) => store.setState({ live }),
    more: ended,
  });
}

const Context = createContext<PieceStoreApi | null>(null);

export function PieceProvider({ start, children }: { start: Start; children: ReactNode }) {
  const [store] = useState(() => createPieceStore(start));
  const carrying = useStore(store, (now) => now.carrying);
  useEffect(() => (carrying ? carry(store) : undefined), [store, carrying]);
  useEffect(() => keep(store), [store]);
  return <Context value={store}>{children}</Context>;
}

/** Takes up what was typed before the page was loaded anew, and keeps what is typed from now on. */
function keep(store: PieceStoreApi): () => void {
  const now = store.getState();
  const draft = rebased(readDraft(sessionStorage.getItem(keyOf(now))), baseOf(now));
  store.setState({ draft });
  return store.subscribe((next, before) => {
    if (next.draft !== before.draft) sessionStorage.setItem(keyOf(next), JSON.stringify(next.draft));
  });
}

export function usePieceStore(): PieceStoreApi {
  const store = useContext(Context);
  if (!store) throw new Error("usePiece needs a PieceProvider above it");
  return store;
}

export function usePiece<T>(pick: (now: PieceStore) => T): T {
  return useStore(usePieceStore(), pick);
}

/** Puts the player at a moment. */
export function seek(store: PieceStoreApi, seconds: number): void {
  const { video, piece } = store.getState();
  const at = Math.min(Math.max(0, seconds), Math.max(0, (video?.duration || piece.seconds) - 0.05));
  if (video) video.currentTime = at;
  store.setState({ at, scene: sceneAt(piece.scenes, at)?.id ?? store.getState().scene });
}

/** Chooses a scene and shows its beginning. */
export function choose(store: PieceStoreApi, id: string): void {
  const { piece, playing } = store.getState();
  const scene = piece.scenes.find((one) => one.id === id);
  if (scene) seek(store, playing ? (scene.start ?? 0) : shownAt(scene));
  store.setState({ scene: id, tab: "scene" });
}
