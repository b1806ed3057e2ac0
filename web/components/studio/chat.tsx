"use client";

import { lazy, Suspense, useEffect, useRef } from "react";
import { Card } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { duration, money, short } from "@/lib/format";
import { OVER } from "@/lib/run/model";
import { useRun, WATCHING } from "@/lib/run/store";
import { Busy, TAKEN_UP_SECONDS } from "./busy";
import { useDeeds } from "./deeds";
import { Questions } from "./questions";
import { SayBox } from "./say-box";
import { Understood } from "./understood";
import { useStill } from "./use-still";

// What a plan that waits for its yes does not show is fetched when it is.
const Work = lazy(() => import("./work").then((all) => ({ default: all.Work })));
const Ending = lazy(() => import("./ending").then((all) => ({ default: all.Ending })));
const Proposal = lazy(() => import("./proposal").then((all) => ({ default: all.Proposal })));
const Problems = lazy(() => import("./problems").then((all) => ({ default: all.Problems })));

/** The run as a conversation: what was asked for, what was understood, what happens, what came of it. */
export function Chat() {
  const run = useRun((now) => now.run);
  const problem = useRun((now) => now.problem);
  const watching = useRun((now) => now.busy === WATCHING);
  const over = OVER.includes(run.status);
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
        <Suspense>
          {run.plan && (run.status === "running" || (over && Number(run.seconds) > 0)) && <Work />}
          {(over || run.pieces.length > 0) && <Ending />}
          {run.proposal && <Proposal />}
          {problem && <Problems />}
          <Newest />
        </Suspense>
      </div>
      {(run.plan || !over) && !watching && <SayBox />}
    </div>
  );
}

/** What is new is scrolled to, once it is drawn: it may have to be fetched first. */
function Newest() {
  const end = useRef<HTMLDivElement>(null);
  const status = useRun((now) => now.run.status);
  const notes = useRun((now) => now.notes.length);
  const problem = useRun((now) => now.problem);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is scrolled to
  useEffect(() => {
    if (status !== "planned" || problem) end.current?.scrollIntoView({ block: "nearest" });
  }, [status, notes, problem]);
  return <div ref={end} className="scroll-mb-24" />;
}

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

function Ask() {
  const plan = useRun((now) => now.run.plan);
  const credits = useRun((now) => Number(now.run.price_credits));
  const busy = useRun((now) => now.busy);
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
        <Button look="lamp" disabled={busy !== ""} onClick={deeds.approve}>
          Yes, make it
        </Button>
        <Button disabled={busy !== ""} onClick={deeds.cancel}>
          No
        </Button>
      </div>
      <p className="text-[13px] text-soft">
        {busy === WATCHING && "You are a viewer here: an owner or an editor says yes. "}
        {credits > 0 && `${short(credits)} credits are held while it is made; what is not spent goes back. `}
        {busy !== WATCHING && "Or tell me what to change, below or in the plan."}
      </p>
    </Card>
  );
}
