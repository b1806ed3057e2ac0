"use client";

import { useEffect, useRef } from "react";
import { Trouble } from "@/components/trouble";
import { Bar, Card } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { planOf } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { fileUrl } from "@/lib/files";
import { duration, money } from "@/lib/format";
import { isDone, type Note, progress, type StepShown, stepsOf } from "@/lib/run/model";
import { useRun, useRunStore } from "@/lib/run/store";
import { askedFor, choice, happening, pieceName, platformName } from "@/lib/run/words";
import { useDeeds } from "./deeds";
import { SayBox } from "./say-box";
import { ToolCards } from "./tool-cards";

/** The run as a conversation: what was asked for, what was understood, what happens, what came of it. */
export function Chat() {
  const run = useRun((now) => now.run);
  const end = useRef<HTMLDivElement>(null);
  const notes = useRun((now) => now.notes.length);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is scrolled to
  useEffect(() => {
    if (run.status !== "planned") end.current?.scrollIntoView({ block: "nearest" });
  }, [run.status, notes]);
  return (
    <div className="flex h-full min-h-[60vh] flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 py-5 sm:px-5">
        <div className="max-w-[92%] self-end whitespace-pre-wrap rounded-[16px] rounded-br-[5px] bg-lamp-wash px-4 py-2.5">
          {run.brief}
        </div>
        {run.status === "planning" && <Busy text="Reading the brief" />}
        {run.plan && <Understood />}
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

function Understood() {
  const store = useRunStore();
  const plan = useRun((now) => planOf(now.run));
  if (!plan) return null;
  const { pieces, assumptions } = plan.spec;
  return (
    <div className="grid gap-3">
      <p>Here is what I understood: {askedFor(pieces)}.</p>
      <ol className="overflow-hidden rounded-[14px] border border-line bg-panel">
        {pieces.map((piece, place) => (
          <li key={piece.id} className={cn(place > 0 && "border-line border-t")}>
            <button
              type="button"
              onClick={() => store.setState({ piece: piece.id, pane: "plan", layout: "list" })}
              className="flex w-full gap-3 px-3.5 py-2.5 text-left hover:bg-well"
            >
              <span className="timecode pt-0.5 text-lamp text-xs">{String(place + 1).padStart(2, "0")}</span>
              <span className="min-w-0">
                <span className="block text-pretty font-medium text-sm leading-snug">
                  {piece.angle || piece.topic}
                </span>
                <span className="text-soft text-xs">
                  {platformName(piece.platform)}, {Math.round(piece.seconds)} s,{" "}
                  {choice(piece.voice, "silent")}
                  {piece.music === null && ", no music"}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {assumptions.length > 0 && (
        <div className="text-sm">
          <p className="text-soft">You did not say, so I took it that:</p>
          <ul className="mt-1 grid gap-1">
            {assumptions.map((line) => (
              <li key={line} className="flex gap-2 text-pretty before:text-lamp before:content-['·']">
                {line}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Ask() {
  const plan = useRun((now) => planOf(now.run));
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
      <p className="text-[13px] text-soft">Or tell me what to change, below or in the plan.</p>
    </Card>
  );
}

function Work() {
  const run = useRun((now) => now.run);
  const wire = useRun((now) => now.wire);
  const live = useRun((now) => now.live);
  const notes = useRun((now) => now.notes);
  const steps = stepsOf(run, wire);
  const several = (planOf(run)?.spec.pieces.length ?? 0) > 1;
  const part = progress(steps);
  return (
    <div className="grid gap-3">
      {run.status === "running" && (
        <div className="grid gap-2">
          <Busy text={live ? happening(steps, several) : "Catching up with the run"} />
          <div className="flex items-center gap-3">
            <Bar part={part} label="Work done" className="flex-1" tone="var(--tally)" />
            <span className="timecode text-soft text-xs">{Math.round(part * 100)} %</span>
          </div>
        </div>
      )}
      {run.status === "running" ? <ToolCards steps={steps} /> : <Made steps={steps} />}
      {notes.map((note) => (
        <NoteLine key={note.id} note={note} />
      ))}
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

/** A change of a finished run, with a price of its own, that waits for a yes. */
function Proposal() {
  const proposal = useRun((now) => now.run.proposal);
  const status = useRun((now) => now.run.status);
  const busy = useRun((now) => now.busy !== "");
  const deeds = useDeeds();
  if (!proposal || status === "running") return null;
  const free = Number(proposal.usd) === 0;
  return (
    <Card className="grid gap-3 border-draft border-dashed bg-draft-wash p-4">
      <p className="eyebrow text-draft">Proposed change</p>
      <ul className="grid gap-1 text-sm">
        {proposal.changes.map((change) => (
          <li key={change} className="text-pretty">
            {change}
          </li>
        ))}
      </ul>
      <p className="text-sm">
        {proposal.redone.length} steps are made anew, about {duration(proposal.seconds)},{" "}
        <strong className="font-semibold">{free ? "for nothing" : `for ${money(proposal.usd)}`}</strong>.
        Everything else stays.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button look="lamp" disabled={busy} onClick={deeds.approve}>
          Make the change
        </Button>
        <Button disabled={busy} onClick={deeds.drop}>
          Leave it as it is
        </Button>
      </div>
    </Card>
  );
}

function NoteLine({ note }: { note: Note }) {
  const colour = { plain: "border-line", warn: "border-lamp", good: "border-fine" }[note.tone];
  return <p className={cn("border-l-2 pl-3 text-pretty text-sm text-soft", colour)}>{note.text}</p>;
}

function Ending() {
  const store = useRunStore();
  const run = useRun((now) => now.run);
  const error = useRun((now) => now.wire.error || now.run.error);
  const deeds = useDeeds();
  const done = run.pieces.filter((piece) => piece.status === "done");
  if (run.status === "cancelled") {
    return (
      <p className="text-sm text-soft">Cancelled. What was finished is kept, and you can go on any time.</p>
    );
  }
  if (run.status === "interrupted") {
    return <p className="text-sm text-soft">Interrupted. Nothing is lost; go on where it was left.</p>;
  }
  return (
    <>
      {run.status === "failed" && (
        <Trouble
          problem={{
            status: 0,
            error: "failed",
            detail: error || "Something failed on the way.",
            hint: FAILED,
          }}
        >
          <Button size="sm" look="lamp" onClick={deeds.resume}>
            Try again
          </Button>
        </Trouble>
      )}
      {done.length > 0 && (
        <div className="grid gap-3">
          <p>
            {run.status === "done" ? "Done." : "Finished so far:"}{" "}
            {done.length === 1 ? "Your video is" : `${done.length} videos are`} ready
            {Number(run.cost_usd) > 0 ? ` for ${money(run.cost_usd)}` : ", and it cost nothing"}.
          </p>
          <ul className="flex gap-2 overflow-x-auto pb-1">
            {done.map((piece) => (
              <li key={piece.id} className="w-[88px] shrink-0">
                <button
                  type="button"
                  onClick={() => store.setState({ pane: "films", piece: piece.id })}
                  className="group grid gap-1.5 text-left"
                >
                  {/* biome-ignore lint/performance/noImgElement: a cover is a small file behind the sign-in */}
                  <img
                    src={fileUrl(run.id, piece, "cover")}
                    alt=""
                    width={88}
                    height={156}
                    className="aspect-[9/16] rounded-[8px] border border-line bg-well object-cover group-hover:border-lamp"
                  />
                  <span className="truncate text-xs">{pieceName(piece.id)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

const FAILED =
  "What is finished is kept, and credits that were held and not spent went back. Trying again makes only what is missing.";

function Problems() {
  const store = useRunStore();
  const problem = useRun((now) => now.problem);
  if (!problem) return null;
  return (
    <Trouble problem={problem}>
      <Button size="sm" onClick={() => store.setState({ problem: null })}>
        All right
      </Button>
    </Trouble>
  );
}
