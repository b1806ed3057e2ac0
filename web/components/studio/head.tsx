"use client";

import { useEffect, useState } from "react";
import { Check } from "@/components/icons";
import { StatusTag } from "@/components/status-tag";
import { Ban, Undo2 } from "@/components/studio/icons";
import { Bar, Kbd, Tag } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { money, timecode } from "@/lib/format";
import { progress, stepsOf } from "@/lib/run/model";
import { useRun, WATCHING } from "@/lib/run/store";
import { titleOf } from "@/lib/run/words";
import { useDeeds, versionOf } from "./deeds";
import { GoOn } from "./go-on";

/** What this run is, how it stands, and what can be done about it. */
export function Head() {
  const run = useRun((now) => now.run);
  const wire = useRun((now) => now.wire);
  const watching = useRun((now) => now.busy === WATCHING);
  const cost = run.status === "running" ? wire.costUsd : run.cost_usd;
  return (
    <header className="border-line border-b">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
        <div className="min-w-0 flex-1 basis-36 sm:basis-60">
          <h1 className="truncate font-semibold tracking-tight">{titleOf(run)}</h1>
        </div>
        <StatusTag status={run.status} />
        {run.status === "running" && <Clock />}
        {Number(cost) > 0 && <span className="timecode text-sm">{money(cost)}</span>}
        {watching ? (
          <Tag title="An owner of the workspace can change your role">Watching only</Tag>
        ) : (
          <Actions />
        )}
      </div>
      {run.status === "running" && (
        <Bar
          part={progress(stepsOf(run, wire))}
          label="Work done"
          className="h-0.5 rounded-none"
          tone="var(--tally)"
        />
      )}
    </header>
  );
}

function Actions() {
  const status = useRun((now) => now.run.status);
  const version = useRun((now) => versionOf(now.run));
  const busy = useRun((now) => now.busy !== "");
  const deeds = useDeeds();
  return (
    <div className="flex items-center gap-2">
      {status === "planned" && version > 1 && (
        <Button size="sm" look="quiet" disabled={busy} onClick={deeds.undo}>
          <Undo2 aria-hidden /> Undo
        </Button>
      )}
      {(status === "planned" || status === "running" || status === "planning") && (
        <Button size="sm" look="quiet" disabled={busy} onClick={deeds.cancel}>
          <Ban aria-hidden /> {status === "planned" ? "Reject" : "Cancel"}
        </Button>
      )}
      {status === "planned" && (
        <Button size="sm" look="lamp" disabled={busy} onClick={deeds.approve} aria-keyshortcuts="A">
          <Check aria-hidden /> Make it
          <span aria-hidden className="-mr-1 opacity-80 max-sm:hidden">
            <Kbd>A</Kbd>
          </span>
        </Button>
      )}
      {(status === "failed" || status === "interrupted" || status === "cancelled") && <GoOn />}
    </div>
  );
}

/** How long the run has been at work since this page was opened. */
function Clock() {
  const before = useRun((now) => now.run.seconds);
  const [seconds, tick] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(() => tick((performance.now() - began) / 1000), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="timecode text-sm" title="Time at work">
      {timecode(before + seconds)}
    </span>
  );
}
