"use client";

import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { X } from "@/components/icons";
import { cn } from "@/lib/cn";
import { Button } from "./button";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  describes?: string;
  /** `side` is a drawer from the edge of the screen. */
  shape?: "middle" | "side" | "top";
  children: ReactNode;
}

const SHAPES = {
  middle: "top-1/2 left-1/2 w-[min(34rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-[16px]",
  top: "top-[12vh] left-1/2 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 rounded-[16px]",
  side: "inset-y-0 right-0 w-[min(28rem,100vw)] rounded-l-[16px]",
};

export function Dialog({ open, onOpenChange, title, describes, shape = "middle", children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[oklch(0.12_0.01_60/0.55)] backdrop-blur-[2px]" />
        <Radix.Content
          {...(describes ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed z-50 flex max-h-dvh animate-rise flex-col overflow-hidden border border-line bg-panel shadow-card",
            SHAPES[shape],
          )}
        >
          <header className={cn("flex items-start gap-4 px-5 pt-5 pb-3", shape === "top" && "sr-only")}>
            <div className="min-w-0 flex-1">
              <Radix.Title className="font-semibold text-lg tracking-tight">{title}</Radix.Title>
              {describes && (
                <Radix.Description className="mt-1 text-soft text-sm">{describes}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <Button look="quiet" size="icon" aria-label="Close" className="-mt-1.5 -mr-2">
                <X />
              </Button>
            </Radix.Close>
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
