"use client";

import { Link } from "@/components/link";
import { Tally } from "@/components/ui/bits";
import { cn } from "@/lib/cn";
import { short } from "@/lib/format";
import { type Link as Line, usePulse } from "@/lib/shell/pulse";

const WORDS: Record<Line, { short: string; long: string }> = {
  there: { short: "On air", long: "The studio answers" },
  away: {
    short: "Reconnecting",
    long: "The studio does not answer; runs go on and this page catches up by itself",
  },
  offline: { short: "Offline", long: "You are offline; runs go on without you" },
};

/** Whether the studio answers. */
export function ConnectionBadge() {
  const link = usePulse((pulse) => pulse.link);
  const there = link === "there";
  return (
    <span
      role="status"
      title={WORDS[link].long}
      className={cn(
        "flex h-8 items-center gap-2 rounded-full px-2.5 text-xs",
        there ? "text-soft max-[359px]:sr-only" : "bg-tally-wash font-medium text-tally",
      )}
    >
      <Tally tone={there ? "fine" : "tally"} blinking={!there} />
      <span className={there ? "max-sm:sr-only" : "max-[359px]:sr-only"}>{WORDS[link].short}</span>
    </span>
  );
}

/** What there is to spend, and what is kept for work under way. */
export function CreditsMeter() {
  const purse = usePulse((pulse) => pulse.purse);
  const there = usePulse((pulse) => pulse.link === "there");
  if (!purse) return null;
  const free = Number(purse.balance);
  const held = Number(purse.held);
  const whole = free + held || 1;
  return (
    <Link
      href="/settings/credits"
      title={`${free} credits free, ${held} held for work under way`}
      className={cn(
        "flex h-9 items-center gap-2.5 rounded-full border border-line bg-panel px-3 text-xs hover:border-line-strong",
        !there && "max-sm:hidden",
      )}
    >
      <span aria-hidden className="flex h-1.5 w-10 overflow-hidden rounded-full bg-line max-sm:hidden">
        <span className="bg-lamp" style={{ width: `${(free / whole) * 100}%` }} />
        <span className="bg-draft" style={{ width: `${(held / whole) * 100}%` }} />
      </span>
      <span className="timecode text-ink">{short(free)}</span>
      <span className="text-soft max-sm:sr-only">credits{held > 0 && `, ${short(held)} held`}</span>
    </Link>
  );
}
