"use client";

import { X } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { duration, money } from "@/lib/format";
import { isDone, stepsOf } from "@/lib/run/model";
import { useRun, useRunStore } from "@/lib/run/store";
import { PHASE, pieceName, toolWords, vendorName } from "@/lib/run/words";
import { madeBy } from "./plan-list";
import { hue, StepMark } from "./step-mark";

/** The step that is looked at: who does it, what it costs, and how often it was tried. */
export function StepDetail() {
  const store = useRunStore();
  const id = useRun((now) => now.step);
  const run = useRun((now) => now.run);
  const wire = useRun((now) => now.wire);
  const step = stepsOf(run, wire).find((one) => one.id === id);
  if (!step) return null;
  const words = toolWords(step.tool);
  const record = run.steps?.find((one) => one.id === id);
  const attempts = record?.attempts ?? [];
  return (
    <section
      aria-label={`${words.name} of ${pieceName(step.piece)}`}
      className="animate-rise border-line border-t bg-panel px-4 py-3"
    >
      <div className="flex items-center gap-2.5">
        <span aria-hidden className="clip h-5 w-1 rounded-full bg-[var(--clip)]" style={hue(step.tool)} />
        <h2 className="font-medium">
          {words.name} <span className="font-normal text-soft">of {pieceName(step.piece)}</span>
        </h2>
        <StepMark step={step} />
        <span className="text-[13px] text-soft">{PHASE[step.state]}</span>
        <span className="flex-1" />
        <Button
          look="quiet"
          size="icon"
          aria-label="Close the step"
          onClick={() => store.setState({ step: "" })}
        >
          <X />
        </Button>
      </div>
      <dl className="mt-1.5 flex flex-wrap gap-x-6 gap-y-1 text-[13px]">
        <Fact name="By" value={madeBy(step)} />
        <Fact name="Expected" value={`${money(step.estimate.usd)}, ${duration(step.estimate.seconds)}`} />
        {isDone(step) && step.seconds > 0 && <Fact name="Took" value={duration(step.seconds)} />}
        {record?.cost_usd && Number(record.cost_usd) > 0 && (
          <Fact name="Cost" value={money(record.cost_usd)} />
        )}
      </dl>
      {step.state === "failed" && step.detail && <p className="mt-2 text-sm text-tally">{step.detail}</p>}
      {attempts.length > 1 && (
        <ol className="mt-2 grid gap-1 text-[13px]">
          {attempts.map((attempt, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: attempts are only ever added, at the end
            <li key={`${attempt.provider}-${place}`} className="flex flex-wrap gap-x-3">
              <span className="timecode text-soft">{place + 1}</span>
              <span>{vendorName(attempt.provider)}</span>
              <span className="text-soft">{WHY[attempt.why] ?? attempt.why}</span>
              <span className={attempt.outcome === "ok" ? "text-fine" : "text-tally"}>
                {outcomeIn(attempt.outcome)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

const WHY: Record<string, string> = {
  "first of the chain": "asked first",
  failover: "took over",
  hedge: "asked as well, as it took long",
  race: "asked at the same time",
  retry: "asked again",
};

/** How a call went, without the name that programs have for it. */
const outcomeIn = (outcome: string): string => (outcome === "ok" ? "made it" : outcome.replace(/^\w+: /, ""));

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-soft">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
