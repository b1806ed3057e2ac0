"use client";

import { Bar } from "@/components/ui/bits";
import { cn } from "@/lib/cn";
import { isDone, type Note, progress, type StepShown, stepsOf } from "@/lib/run/model";
import { useRun } from "@/lib/run/store";
import { happening } from "@/lib/run/words";
import { Busy, TAKEN_UP_SECONDS } from "./busy";
import { ToolCards } from "./tool-cards";
import { useStill } from "./use-still";

/** A run that is silent for so long has lost its worker. */
const SILENT_SECONDS = 45;

/** What is done, by whom, and what is worth a sentence about it. */
export function Work() {
  const run = useRun((now) => now.run);
  const wire = useRun((now) => now.wire);
  const notes = useRun((now) => now.notes);
  const steps = stepsOf(run, wire);
  return (
    <div className="grid gap-3">
      {run.status === "running" && <Under steps={steps} />}
      {run.status === "running" ? <ToolCards steps={steps} /> : <Made steps={steps} />}
      {notes.map((note) => (
        <NoteLine key={note.id} note={note} />
      ))}
    </div>
  );
}

/** What is happening right now and how far it is. */
function Under({ steps }: { steps: StepShown[] }) {
  const live = useRun((now) => now.live);
  const several = useRun((now) => (now.run.plan?.spec.pieces.length ?? 0) > 1);
  const still = useStill();
  const part = progress(steps);
  const begun = steps.some((step) => step.state !== "waiting" && step.state !== "reused");
  const waits = live && ((!begun && still >= TAKEN_UP_SECONDS) || still >= SILENT_SECONDS);
  return (
    <div className="grid gap-2">
      <Busy
        text={!live ? "Catching up with the run" : waits ? "Waiting for a worker" : happening(steps, several)}
      />
      {waits && (
        <p className="text-pretty text-[13px] text-soft">
          {begun
            ? "Nothing was heard from it for a while. Another one takes over by itself; nothing is made or paid twice."
            : "It begins by itself as soon as one is free."}
        </p>
      )}
      <div className="flex items-center gap-3">
        <Bar part={part} label="Work done" className="flex-1" tone="var(--tally)" />
        <span className="timecode text-soft text-xs">{Math.round(part * 100)} %</span>
      </div>
    </div>
  );
}

/** What was done, out of the way once it is over. */
function Made({ steps }: { steps: StepShown[] }) {
  const done = steps.filter(isDone).length;
  return (
    <details className="group/made" open={done < steps.length}>
      <summary className="w-fit text-sm text-soft underline-offset-4 hover:text-ink hover:underline">
        {done} of {steps.length} steps done: who made what
      </summary>
      <div className="mt-2">
        <ToolCards steps={steps} />
      </div>
    </details>
  );
}

function NoteLine({ note }: { note: Note }) {
  const colour = { plain: "border-line", warn: "border-lamp", good: "border-fine" }[note.tone];
  return <p className={cn("border-l-2 pl-3 text-pretty text-sm text-soft", colour)}>{note.text}</p>;
}
