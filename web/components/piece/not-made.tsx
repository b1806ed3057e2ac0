"use client";

import { Link } from "@/components/link";
import { Bar } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { usePiece } from "@/lib/piece/store";
import { progress, stepsOf } from "@/lib/run/model";
import { happening } from "@/lib/run/words";
import { usePieceDeeds } from "./deeds";

/** Where the video will be: why there is none yet. */
export function NotMade() {
  const run = usePiece((now) => now.run);
  const piece = usePiece((now) => now.piece);
  const steps = usePiece((now) => now.wire);
  const deeds = usePieceDeeds();
  const own = stepsOf(run, steps).filter((step) => step.piece === piece.id);
  if (run.status === "running") {
    return (
      <Words title="In the making">
        <p role="status">{happening(own, false)}</p>
        <Bar part={progress(own)} label="Work done" className="w-48" tone="var(--tally)" />
      </Words>
    );
  }
  if (run.status === "planned" || run.status === "planning") {
    return (
      <Words title="Not made yet">
        <p>Say yes to the plan and the video shows up here, with every scene to change.</p>
        <Button asChild size="sm" look="lamp">
          <Link href={`/studio/${run.id}`}>Look at the plan</Link>
        </Button>
      </Words>
    );
  }
  return (
    <Words title="This one could not be made">
      <p>{piece.error || run.error || "The run stopped before it was its turn."}</p>
      <p>What is finished is kept, and nothing finished is paid again.</p>
      <Button size="sm" look="lamp" onClick={deeds.resume}>
        Try again
      </Button>
    </Words>
  );
}

function Words({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="absolute inset-0 grid place-content-center justify-items-center gap-3 bg-panel px-6 text-center text-sm text-soft">
      <h2 className="font-semibold text-base text-ink tracking-tight">{title}</h2>
      {children}
    </div>
  );
}
