"use client";

import { AudioLines, Music, Palette, PenLine } from "lucide-react";
import { Dialog } from "@/components/ui/dialog";
import { planOf } from "@/lib/api/types";
import { usePiece } from "@/lib/piece/store";
import type { Operation } from "@/lib/run/operations";
import { usePieceDeeds } from "./deeds";
import { LINE } from "./scene-panel";

/** What can be made again when nothing was typed. */
export function RedoDialog({ onClose }: { onClose: () => void }) {
  const id = usePiece((now) => now.piece.id);
  const run = usePiece((now) => now.run);
  const deeds = usePieceDeeds();
  const has = (tool: string) => planOf(run)?.steps.some((step) => step.id === `${id}.${tool}`) ?? false;
  const redo = (operation: Operation) => {
    onClose();
    void deeds.redo(operation);
  };
  const ways = [
    {
      icon: PenLine,
      name: "Change this scene's words",
      words: "Write another line or headline; only what depends on it is made anew.",
      run: () => {
        onClose();
        setTimeout(() => document.getElementById(`field-${LINE}`)?.focus(), 50);
      },
    },
    {
      icon: Palette,
      name: "Another look",
      words: "Other colours, layout and movement, the same words.",
      run: has("visuals") && (() => redo({ op: "redo_step", step: `${id}.visuals` })),
    },
    {
      icon: AudioLines,
      name: "Say it again",
      words: "Another take of the voice.",
      run: has("voice") && (() => redo({ op: "redo_step", step: `${id}.voice` })),
    },
    {
      icon: Music,
      name: "Other music",
      words: "Another track of the same mood.",
      run: has("music") && (() => redo({ op: "redo_step", step: `${id}.music` })),
    },
  ];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="What should be different?"
      describes="You see the price and what is made anew before anything happens."
    >
      <ul className="grid gap-2 px-5 pb-5">
        {ways.map(
          ({ icon: Icon, name, words, run }) =>
            run && (
              <li key={name}>
                <button
                  type="button"
                  onClick={run}
                  className="flex w-full items-center gap-3.5 rounded-[12px] border border-line bg-raised px-4 py-3 text-left hover:border-line-strong"
                >
                  <Icon aria-hidden className="size-5 shrink-0 text-lamp" />
                  <span>
                    <span className="block font-medium text-sm">{name}</span>
                    <span className="block text-pretty text-[13px] text-soft">{words}</span>
                  </span>
                </button>
              </li>
            ),
        )}
      </ul>
    </Dialog>
  );
}
