"use client";

import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { X } from "@/components/icons";
import { cn } from "@/lib/cn";
import { Button } from "./button";

interface DialogProps {
  onClose: () => void;
  title: string;
  describes?: string;
  /** `side` is a drawer from the edge of the screen. */
  shape?: "middle" | "side" | "top";
  children: ReactNode;
}

const SHAPES = {
  middle: "m-auto max-h-[calc(100dvh-2rem)] w-[min(34rem,calc(100vw-2rem))] rounded-[16px]",
  top: "mx-auto mt-[12vh] mb-auto w-[min(36rem,calc(100vw-2rem))] rounded-[16px]",
  side: "mr-0 ml-auto h-dvh max-h-dvh w-[min(28rem,100vw)] rounded-l-[16px]",
};

/** Open for as long as it is drawn; Escape, the cross and a press beside it ask for its end. */
export function Dialog({ onClose, title, describes, shape = "middle", children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const id = useId();
  const beside = useRef(false);
  // What is in it is drawn once it is open: only then can a field in it take the focus.
  useLayoutEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    setOpen(true);
    return () => dialog?.close();
  }, []);
  const isBeside = (event: MouseEvent) => event.target === box.current;
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same
    <dialog
      ref={box}
      aria-labelledby={id}
      aria-describedby={describes ? `${id}-told` : undefined}
      onClose={(event) => event.target === box.current && !box.current.open && onClose()}
      onMouseDown={(event) => {
        beside.current = isBeside(event);
      }}
      onClick={(event) => isBeside(event) && beside.current && box.current?.close()}
      className={cn(
        "max-w-none animate-rise flex-col overflow-hidden overscroll-contain border border-line bg-panel text-ink shadow-card backdrop:bg-[oklch(0.12_0.01_60/0.55)] backdrop:backdrop-blur-[2px] open:flex",
        SHAPES[shape],
      )}
    >
      <header className={cn("flex items-start gap-4 px-5 pt-5 pb-3", shape === "top" && "sr-only")}>
        <div className="min-w-0 flex-1">
          <h2 id={id} className="font-semibold text-lg tracking-tight">
            {title}
          </h2>
          {describes && (
            <p id={`${id}-told`} className="mt-1 text-pretty text-soft text-sm">
              {describes}
            </p>
          )}
        </div>
        <Button
          look="quiet"
          size="icon"
          aria-label="Close"
          onClick={() => box.current?.close()}
          className="-mt-1.5 -mr-2"
        >
          <X />
        </Button>
      </header>
      {open && children}
    </dialog>,
    document.body,
  );
}
