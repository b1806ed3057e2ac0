"use client";

import { useEffect, useRef } from "react";
import { Bar, Card } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { planOf } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { duration, money, short } from "@/lib/format";
import { isDone, type Note, progress, type StepShown, stepsOf } from "@/lib/run/model";
import { useRun } from "@/lib/run/store";
import { happening } from "@/lib/run/words";
import { useDeeds } from "./deeds";
import { Ending } from "./ending";
import { Problems } from "./problems";
import { Proposal } from "./proposal";
import { Questions } from "./questions";
import { SayBox } from "./say-box";
import { ToolCards } from "./tool-cards";
import { Understood } from "./understood";
import { useStill } from "./use-still";

/** The run as a conversation: what was asked for, what was understood, what happens, what came of it. */
export function Chat() {
  const run = useRun((now) => now.run);
  const end = useRef<HTMLDivElement>(null);
  const notes = useRun((now) => now.notes.length);
  const problem = useRun((now) => now.problem);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is scrolled to
  useEffect(() => {
    if (run.status !== "planned" || problem) end.current?.scrollIntoView({ block: "nearest" });
  }, [run.status, notes, problem]);
  return (
    <div className="flex h-full min-h-[60vh] flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 py-5 sm:px-5">
        <div className="max-w-[92%] self-end whitespace-pre-wrap rounded-[16px] rounded-br-[5px] bg-lamp-wash px-4 py-2.5">
          {run.brief}
        </div>
        {run.status === "planning" && <Reading />}
        {run.plan && <Understood />}
        {run.plan && <Questions />}
        {run.status === "planned" && <Ask />}
        {(run.status === "running" || Number(run.seconds) > 0) && run.plan && <Work />}
        <Ending />
        <Proposal />
        <Problems />
        <div ref={end} />
      </div>
      <SayBox />
    </div>
  );
}

const TAKEN_UP_SECONDS = 8;
const SILENT_SECONDS = 45;

function Reading() {
  const still = useStill();
  if (still < TAKEN_UP_SECONDS) return <Busy text="Reading the brief" />;
  return (
    <div className="grid gap-1.5">
      <Busy text="Waiting for a worker" />
      <p className="text-pretty text-[13px] text-soft">
        All of them are busy, or none is there right now. Your brief is kept and read as soon as one is free;
        you may leave this page.
      </p>
    </div>
  );
}

function Busy({ text }: { text: string }) {
  return (
    <p role="status" className="flex items-center gap-2.5 text-sm text-soft">
      <span aria-hidden className="flex gap-1">
        {[0, 1, 2].map((dot) => (
          <span
            key={dot}
            className="size-1.5 animate-pulse-soft rounded-full bg-lamp"
            style={{ animationDelay: `${dot * 200}ms` }}
          />
        ))}
      </span>
      {text}
    </p>
  );
}

function Ask() {
  const plan = useRun((now) => planOf(now.run));
  const credits = useRun((now) => Number(now.run.price_credits));
  const busy = useRun((now) => now.busy !== "");
  const deeds = useDeeds();
  if (!plan) return null;
  const free = Number(plan.estimate.usd) === 0;
  return (
    <Card className="grid gap-3 border-lamp/60 p-4">
      <p>
        {plan.steps.length} steps, about {duration(plan.estimate.seconds)},{" "}
        <strong className="font-semibold">{free ? "and it costs nothing" : money(plan.estimate.usd)}</strong>
        {!free &&
          Number(plan.estimate.usd_p90) > Number(plan.estimate.usd) &&
          `, at most ${money(plan.estimate.usd_p90)}`}
        . Shall I make it?
      </p>
      <div className="flex flex-wrap gap-2">
        <Button look="lamp" disabled={busy} onClick={deeds.approve}>
          Yes, make it
        </Button>
        <Button disabled={busy} onClick={deeds.cancel}>
          No
        </Button>
      </div>
      <p className="text-[13px] text-soft">
        {credits > 0 && `${short(credits)} credits are held while it is made; what is not spent goes back. `}
        Or tell me what to change, below or in the plan.
      </p>
    </Card>
  );
}

function Work() {
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
  const several = useRun((now) => (planOf(now.run)?.spec.pieces.length ?? 0) > 1);
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
