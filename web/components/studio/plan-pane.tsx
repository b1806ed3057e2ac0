"use client";

import { type FormEvent, lazy, Suspense, useState, useSyncExternalStore } from "react";
import { Plus } from "@/components/icons";
import { ChartNetwork, List } from "@/components/studio/icons";
import { Skeleton, Tag } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { cn } from "@/lib/cn";
import { duration, money } from "@/lib/format";
import { useRun, useRunStore } from "@/lib/run/store";
import { useDeeds } from "./deeds";
import { SideTabs } from "./side-tabs";

const PlanGraph = lazy(() => import("./plan-graph").then((all) => ({ default: all.PlanGraph })));
const PlanList = lazy(() => import("./plan-list").then((all) => ({ default: all.PlanList })));
const StepDetail = lazy(() => import("./step-detail").then((all) => ({ default: all.StepDetail })));

/** The plan: what it costs and takes in all, as a graph or as a list. */
export function PlanPane() {
  const run = useRun((now) => now.run);
  const layout = useRun((now) => now.layout);
  const step = useRun((now) => now.step !== "");
  const drawn = useRun((now) => Object.keys(now.wire.steps).length > 0 || now.run.plan !== null);
  // The graph fits itself into what there is, which the server does not know.
  const measured = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const waiting = <Skeleton className="m-4 flex-1" />;
  if (!drawn) return <Reading failed={run.status === "failed"} />;
  return (
    <>
      <PlanBar />
      <Suspense fallback={waiting}>
        {layout === "list" ? <PlanList /> : measured ? <PlanGraph /> : waiting}
      </Suspense>
      <Suspense>{step && <StepDetail />}</Suspense>
    </>
  );
}

const never = () => () => undefined;

function PlanBar() {
  const store = useRunStore();
  const layout = useRun((now) => now.layout);
  const plan = useRun((now) => now.run.plan);
  const planned = useRun((now) => now.run.status !== "running" && now.run.status !== "planning");
  const views = [
    { id: "graph", name: "Graph", icon: ChartNetwork },
    { id: "list", name: "List", icon: List },
  ] as const;
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-4 max-lg:py-2 lg:pl-2">
      <SideTabs />
      {plan && (
        <dl className="flex items-baseline gap-4 text-[13px]">
          <Fact name="Price" value={money(plan.estimate.usd)} />
          <Fact name="Time" value={`about ${duration(plan.estimate.seconds)}`} />
          <span className="lg:max-2xl:hidden">
            <Fact name="Steps" value={String(plan.steps.length)} />
          </span>
        </dl>
      )}
      <span className="flex-1" />
      {planned && <AddPiece />}
      <fieldset className="flex rounded-[10px] border border-line bg-well p-0.5">
        <legend className="sr-only">Show the plan as</legend>
        {views.map(({ id, name, icon: Icon }) => (
          <button
            key={id}
            type="button"
            aria-pressed={layout === id}
            onClick={() => store.setState({ layout: id })}
            className={cn(
              "flex h-7 items-center gap-1.5 rounded-[8px] px-2.5 text-[13px] text-soft",
              layout === id && "bg-raised text-ink shadow-card",
            )}
          >
            <Icon aria-hidden className="size-3.5" />
            {name}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-soft lg:max-2xl:sr-only">{name}</dt>
      <dd className="timecode">{value}</dd>
    </div>
  );
}

function AddPiece() {
  const [open, setOpen] = useState(false);
  const deeds = useDeeds();
  const busy = useRun((now) => now.busy !== "");
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const topic = String(new FormData(event.currentTarget).get("topic") ?? "").trim();
    if (topic && (await deeds.edit([{ op: "add_piece", topic }], "One more piece is in the plan")))
      setOpen(false);
  };
  if (!open) {
    return (
      <Button size="sm" look="quiet" disabled={busy} onClick={() => setOpen(true)}>
        <Plus aria-hidden /> Add a piece
      </Button>
    );
  }
  return (
    <form onSubmit={add} className="flex gap-1.5">
      <Input
        autoFocus
        name="topic"
        aria-label="Topic of the new piece"
        placeholder="What about?"
        className="h-8 w-44 text-[13px]"
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      />
      <Button size="sm" type="submit" disabled={busy}>
        Add
      </Button>
    </form>
  );
}

const LANES = ["a", "b", "c"];

function Reading({ failed }: { failed: boolean }) {
  if (failed) {
    return <p className="m-auto max-w-sm p-8 text-center text-soft">There is no plan. The chat says why.</p>;
  }
  return (
    <div className="grid gap-4 p-5" aria-busy="true">
      <p className="flex items-center gap-3 text-sm text-soft" role="status">
        <Tag tone="lamp">Reading</Tag> The brief becomes a plan here.
      </p>
      {LANES.map((lane) => (
        <Skeleton key={lane} className="h-36" />
      ))}
    </div>
  );
}
