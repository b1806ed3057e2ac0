"use client";

import { ChevronRight } from "@/components/icons";
import { cn } from "@/lib/cn";
import { duration, money } from "@/lib/format";
import { isBusy, isDone, progress, type StepShown } from "@/lib/run/model";
import { useRun } from "@/lib/run/store";
import { PHASE, pieceName, toolWords, vendorName } from "@/lib/run/words";
import { madeBy } from "./plan-list";
import { hue, StepMark } from "./step-mark";

/** The steps at work, grouped by tool: who does them, for how much, and where another had to step in. */
export function ToolCards({ steps }: { steps: StepShown[] }) {
  const tools = [...new Set(steps.map((step) => step.tool))];
  return (
    <ul className="overflow-hidden rounded-[14px] border border-line bg-panel">
      {tools.map((tool, place) => (
        <li key={tool} className={cn(place > 0 && "border-line border-t")}>
          <ToolCard tool={tool} steps={steps.filter((step) => step.tool === tool)} />
        </li>
      ))}
    </ul>
  );
}

function ToolCard({ tool, steps }: { tool: string; steps: StepShown[] }) {
  const done = steps.filter(isDone).length;
  const busy = steps.some(isBusy);
  const failed = steps.some((step) => step.state === "failed");
  const state = failed ? "failed" : busy ? "running" : done === steps.length ? "done" : "waiting";
  return (
    <details className="group">
      <summary className="relative flex list-none items-center gap-3 px-3.5 py-2 text-sm hover:bg-well [&::-webkit-details-marker]:hidden">
        <span aria-hidden className="clip h-5 w-1 shrink-0 rounded-full bg-[var(--clip)]" style={hue(tool)} />
        <span className={cn("flex-1", state === "waiting" && "text-soft")}>{toolWords(tool).name}</span>
        <span className="timecode text-soft text-xs">
          {done} of {steps.length}
        </span>
        <StepMark step={{ state }} />
        <ChevronRight aria-hidden className="size-3.5 text-soft transition-transform group-open:rotate-90" />
        {busy && (
          <span
            aria-hidden
            className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-tally transition-transform duration-500"
            style={{ transform: `scaleX(${progress(steps)})` }}
          />
        )}
      </summary>
      <ul className="grid gap-1.5 bg-well/60 px-3.5 py-2.5 text-[13px]">
        {steps.map((step) => (
          <ToolLine key={step.id} step={step} />
        ))}
      </ul>
    </details>
  );
}

function ToolLine({ step }: { step: StepShown }) {
  const record = useRun((now) => now.run.steps?.find((one) => one.id === step.id));
  const attempts = record?.attempts ?? [];
  const lost = attempts.filter((attempt) => attempt.outcome !== "ok");
  return (
    <li className="grid gap-0.5">
      <div className="flex items-center gap-2.5">
        <StepMark step={step} />
        <span className="w-16 shrink-0">{pieceName(step.piece)}</span>
        <span className="min-w-0 flex-1 truncate text-soft">
          {isDone(step) ? madeBy(step) : PHASE[step.state]}
        </span>
        <span className="timecode text-soft text-xs">
          {[
            Number(step.estimate.usd) > 0 && money(step.estimate.usd),
            isDone(step) && step.seconds >= 1 && duration(step.seconds),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
      {step.state === "failed" && <p className="pl-6 text-tally">{step.detail}</p>}
      {lost.length > 0 && isDone(step) && (
        <p className="pl-6 text-soft">
          {lost.map((attempt) => vendorName(attempt.provider)).join(", ")} failed;{" "}
          {vendorName(attempts.at(-1)?.provider ?? "")} took over.
        </p>
      )}
    </li>
  );
}
