"use client";

import { lazy, Suspense } from "react";
import { Trouble } from "@/components/trouble";
import { size } from "@/lib/piece/draft";
import { usePiece } from "@/lib/piece/store";
import { isDone, stepsOf } from "@/lib/run/model";

const Typed = lazy(() => import("./notices").then((all) => ({ default: all.Typed })));
const Proposed = lazy(() => import("./notices").then((all) => ({ default: all.Proposed })));
const Work = lazy(() => import("./notices").then((all) => ({ default: all.Work })));
const Stopped = lazy(() => import("./notices").then((all) => ({ default: all.Stopped })));
const Meeting = lazy(() => import("./meeting").then((all) => ({ default: all.Meeting })));

/** What stands between typing and the new video: unsent edits, their price, the work, and what went wrong. */
export function Notice() {
  const problem = usePiece((now) => now.problem);
  const met = usePiece((now) => now.met);
  const carrying = usePiece((now) => now.carrying);
  const made = usePiece((now) => Boolean(now.piece.files.video));
  const status = usePiece((now) => now.run.status);
  const proposal = usePiece((now) => now.run.proposal);
  const typed = usePiece((now) => size(now.draft));
  // what another piece of the run came to is told on the run's page
  const whole = usePiece((now) =>
    stepsOf(now.run, now.wire).every((step) => step.piece !== now.piece.id || isDone(step)),
  );
  const stopped =
    made && !whole && (status === "failed" || status === "cancelled" || status === "interrupted");
  const something = problem || met || (carrying && made) || proposal || typed > 0 || stopped;
  if (!something) return null;
  return (
    <div className="grid gap-2 border-line border-b bg-panel px-4 py-3 sm:px-6" data-testid="notice">
      <Suspense>
        {problem && <Trouble problem={problem} />}
        {stopped && !carrying && <Stopped />}
        {met && <Meeting />}
        {carrying && made && <Work />}
        {!carrying && !met && proposal && <Proposed />}
        {!carrying && !met && typed > 0 && <Typed count={typed} />}
      </Suspense>
    </div>
  );
}
