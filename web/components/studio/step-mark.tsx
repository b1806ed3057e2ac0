import type { CSSProperties } from "react";
import { Check, X } from "@/components/icons";
import { Circle, CircleDashed, Minus, RefreshCw } from "@/components/studio/icons";
import { cn } from "@/lib/cn";
import type { StepShown } from "@/lib/run/model";
import type { StepPhase } from "@/lib/run/wire";
import { PHASE, toolWords } from "@/lib/run/words";

const MARKS: Record<StepPhase, { icon: typeof Check; className: string }> = {
  waiting: { icon: CircleDashed, className: "text-line-strong" },
  running: { icon: Circle, className: "text-tally animate-pulse-soft" },
  progress: { icon: Circle, className: "text-tally animate-pulse-soft" },
  retry: { icon: RefreshCw, className: "text-tally" },
  done: { icon: Check, className: "text-fine" },
  reused: { icon: Check, className: "text-soft" },
  failed: { icon: X, className: "text-tally" },
  skipped: { icon: Minus, className: "text-soft" },
};

/** How a step stands, as a sign. */
export function StepMark({ step }: { step: Pick<StepShown, "state"> }) {
  const { icon: Icon, className } = MARKS[step.state];
  return (
    <Icon
      role="img"
      aria-label={PHASE[step.state]}
      className={cn("size-3.5 shrink-0", className)}
      strokeWidth={2.4}
    />
  );
}

/** The colour of a tool's clips, for an element with the class `clip`. */
export const hue = (tool: string): CSSProperties => ({ "--hue": toolWords(tool).hue }) as CSSProperties;
