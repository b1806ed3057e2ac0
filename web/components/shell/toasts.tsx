"use client";

import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { cn } from "@/lib/cn";

interface Toast {
  id: number;
  text: string;
  tone: "plain" | "tally";
  /** What can still be done about it. */
  deed?: { name: string; run: () => void };
}

const SHOWN_MS = 5_000;
let last = 0;

// Only ever written in the browser, after something was done there: nothing of one user reaches another.
const store = createStore<{ toasts: Toast[] }>(() => ({ toasts: [] }));

/** Says something in passing. */
export function toast(text: string, tone: Toast["tone"] = "plain", deed?: Toast["deed"]): void {
  const id = ++last;
  store.setState(({ toasts }) => ({
    toasts: [...toasts.slice(-2), { id, text, tone, ...(deed ? { deed } : {}) }],
  }));
  setTimeout(
    () => store.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) })),
    SHOWN_MS,
  );
}

export function Toasts() {
  const toasts = useStore(store, (state) => state.toasts);
  const layer = useRef<HTMLDivElement>(null);
  const some = toasts.length > 0;
  // A dialog lies above everything but what was shown as a popover after it.
  useEffect(() => {
    if (!some) return;
    const now = layer.current;
    now?.showPopover();
    return () => now?.hidePopover();
  }, [some]);
  return (
    <div role="status">
      <div
        ref={layer}
        popover="manual"
        className="pointer-events-none fixed inset-x-0 top-auto bottom-4 w-full justify-items-center gap-2 bg-transparent px-4 text-ink open:grid"
      >
        {toasts.map(({ id, text, tone, deed }) => (
          <div
            key={id}
            className={cn(
              "flex animate-rise items-center gap-3 rounded-full border bg-raised px-4 py-2 text-sm shadow-card",
              tone === "tally" ? "border-tally/50 text-tally" : "border-line",
            )}
          >
            <p>{text}</p>
            {deed && (
              <button
                type="button"
                onClick={() => {
                  store.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }));
                  deed.run();
                }}
                className="pointer-events-auto font-medium text-lamp underline underline-offset-4"
              >
                {deed.name}
              </button>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
