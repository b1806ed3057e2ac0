"use client";

import { useEffect } from "react";
import { choose, seek, usePieceStore } from "@/lib/piece/store";
import { beside } from "@/lib/piece/time";
import { addCommands, type Command, elsewhere } from "@/lib/shell/commands";
import { usePieceDeeds } from "./deeds";
import { toggle } from "./player";

const STEP = 1;
const LEAP = 5;

/** The keys of a piece, and the same as commands of the palette. */
export function usePieceKeys(): void {
  const store = usePieceStore();
  const deeds = usePieceDeeds();
  useEffect(() => {
    const go = (by: number) => {
      const { piece, scene } = store.getState();
      const next = beside(piece.scenes, scene, by);
      if (next) choose(store, next.id);
    };
    const jump = (by: number) => seek(store, (store.getState().video?.currentTime ?? 0) + by);
    const zone = () => {
      const { zone: now, piece } = store.getState();
      store.setState({ zone: now ? "" : (piece.safe[0]?.platform ?? "") });
    };
    const redo = () => {
      const now = store.getState();
      if (now.busy || now.carrying || now.piece.scenes.length === 0) return;
      void deeds.redoScene();
    };
    const lock = () => {
      const now = store.getState();
      if (!now.carrying) void deeds.lock(now.scene);
    };
    const say = (id: string, name: string, keys: string, run: () => void): Command => ({
      id,
      name,
      group: "This piece",
      keys,
      run,
    });
    const commands = [
      say("play", "Play or pause", "Space", () => toggle(store)),
      say("redo", "Redo the chosen scene", "R", redo),
      say("lock", "Lock or unlock the chosen scene", "L", lock),
      say("next", "Next scene", "J", () => go(1)),
      say("before", "Scene before", "K", () => go(-1)),
      say("zone", "Show what the platform's buttons leave free", "Z", zone),
      say("captions", "Captions as text", "C", () =>
        store.setState(({ captions }) => ({ captions: !captions })),
      ),
      say("sound", "Sound on or off", "M", () => store.setState(({ muted }) => ({ muted: !muted }))),
      say("full", "Full screen", "F", () => void store.getState().video?.requestFullscreen?.()),
    ];
    const keys: Record<string, (event: KeyboardEvent) => void> = {
      ...Object.fromEntries(commands.map(({ keys: key = "", run }) => [key.toLowerCase(), run])),
      " ": () => toggle(store),
      arrowleft: (event) => jump(event.shiftKey ? -LEAP : -STEP),
      arrowright: (event) => jump(event.shiftKey ? LEAP : STEP),
    };
    const press = (event: KeyboardEvent) => {
      const plain = !(event.metaKey || event.ctrlKey || event.altKey);
      const key = keys[event.key.toLowerCase()];
      const there = (event.target as HTMLElement | null)?.closest("button, a, summary");
      const own = event.key === " " && there;
      if (!plain || !key || own || elsewhere(event)) return;
      event.preventDefault();
      key(event);
    };
    window.addEventListener("keydown", press);
    const remove = addCommands("piece", commands);
    return () => {
      window.removeEventListener("keydown", press);
      remove();
    };
  }, [store, deeds]);
}
