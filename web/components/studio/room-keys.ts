"use client";

import { useEffect } from "react";
import { piecesOf } from "@/lib/run/model";
import { useRunStore } from "@/lib/run/store";
import { addCommands, type Command, elsewhere } from "@/lib/shell/commands";
import { useDeeds } from "./deeds";

export const SAY_BOX = "say";

/** The keys of the studio, and the same as commands of the palette. */
export function useRoomKeys(): void {
  const store = useRunStore();
  const deeds = useDeeds();
  useEffect(() => {
    const step = (by: number) => {
      const { run, wire, piece } = store.getState();
      const ids = piecesOf(run, wire).map(({ spec }) => spec.id);
      const at = ids.indexOf(piece);
      const next = ids[(at + by + ids.length) % Math.max(1, ids.length)] ?? ids[0] ?? "";
      store.setState({ piece: next });
      document.getElementById(`piece-${next}`)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    };
    const commands: Command[] = [
      {
        id: "approve",
        name: "Say yes to the plan",
        group: "This run",
        keys: "A",
        run: () => void deeds.approve(),
      },
      {
        id: "graph",
        name: "The plan as a graph",
        group: "This run",
        keys: "G",
        run: () => store.setState({ pane: "plan", layout: "graph" }),
      },
      {
        id: "list",
        name: "The plan as a list",
        group: "This run",
        keys: "L",
        run: () => store.setState({ pane: "plan", layout: "list" }),
      },
      {
        id: "films",
        name: "The videos",
        group: "This run",
        keys: "V",
        run: () => store.setState({ pane: "films" }),
      },
      {
        id: "edit",
        name: "Change the chosen piece",
        group: "This run",
        keys: "E",
        run: () => store.setState(({ piece }) => ({ editing: piece })),
      },
      {
        id: "undo",
        name: "Take the last change back",
        group: "This run",
        keys: "U",
        run: () => void deeds.undo(),
      },
    ];
    const keys: Record<string, () => void> = {
      ...Object.fromEntries(commands.map(({ keys: key = "", run }) => [key.toLowerCase(), run])),
      j: () => step(1),
      k: () => step(-1),
      "/": () => document.getElementById(SAY_BOX)?.focus(),
    };
    const press = (event: KeyboardEvent) => {
      const plain = !(event.metaKey || event.ctrlKey || event.altKey);
      const key = keys[event.key.toLowerCase()];
      if (!plain || !key || elsewhere(event)) return;
      event.preventDefault();
      key();
    };
    window.addEventListener("keydown", press);
    const remove = addCommands("room", commands);
    return () => {
      window.removeEventListener("keydown", press);
      remove();
    };
  }, [store, deeds]);
}
