"use client";

import { Link } from "@/components/link";
import { Button } from "@/components/ui/button";
import { useRun } from "@/lib/run/store";
import { useDeeds } from "./deeds";
import { RotateCcw } from "./icons";

/** How a run that stopped is taken up; one without a plan has nothing to go on with, so its brief is changed. */
export function GoOn() {
  const run = useRun((now) => now.run);
  const busy = useRun((now) => now.busy !== "");
  const deeds = useDeeds();
  if (!run.plan) {
    return (
      <Button asChild size="sm" look="lamp">
        <Link href={`/?brief=${encodeURIComponent(run.brief)}`}>Change the brief</Link>
      </Button>
    );
  }
  return (
    <Button size="sm" look="lamp" disabled={busy} onClick={deeds.resume}>
      <RotateCcw aria-hidden /> {run.status === "failed" ? "Try again" : "Go on"}
    </Button>
  );
}
