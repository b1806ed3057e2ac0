import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={cn("rounded-[14px] border border-line bg-panel", className)} {...rest} />;
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="timecode inline-grid min-w-5 place-items-center rounded-[5px] border border-line bg-well px-1 py-px text-[11px] text-soft">
      {children}
    </kbd>
  );
}

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("skeleton rounded-[var(--radius)]", className)} />;
}

interface BarProps {
  part: number;
  label: string;
  className?: string;
  tone?: string;
}

/** How far something is. */
export function Bar({ part, label, className, tone = "var(--lamp)" }: BarProps) {
  const percent = Math.round(part * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={cn("h-1 overflow-hidden rounded-full bg-line", className)}
    >
      <div
        className="h-full origin-left rounded-full transition-transform duration-500 ease-out"
        style={{ transform: `scaleX(${part})`, background: tone }}
      />
    </div>
  );
}

type Tone = "plain" | "lamp" | "tally" | "fine" | "draft";

const TONES: Record<Tone, string> = {
  plain: "bg-well text-soft",
  lamp: "bg-lamp-wash text-lamp",
  tally: "bg-tally-wash text-tally",
  fine: "bg-fine-wash text-fine",
  draft: "bg-draft-wash text-draft",
};

export function Tag({ tone = "plain", className, ...rest }: ComponentProps<"span"> & { tone?: Tone }) {
  return (
    <span
      className={cn(
        "inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 font-medium text-xs",
        TONES[tone],
        className,
      )}
      {...rest}
    />
  );
}

/** A lamp that says at a glance how something stands. */
export function Tally({ tone, blinking = false }: { tone: Tone; blinking?: boolean }) {
  const colour = tone === "plain" ? "var(--line-strong)" : `var(--${tone})`;
  return (
    <span
      aria-hidden
      className={cn("size-2 shrink-0 rounded-full", blinking && "animate-pulse-soft")}
      style={{ background: colour }}
    />
  );
}
