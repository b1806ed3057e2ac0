"use client";

import { Check } from "@/components/icons";
import { Undo2 } from "@/components/studio/icons";
import { Bar, Tag } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { duration, money, short } from "@/lib/format";
import { changeIn } from "@/lib/piece/report";
import { usePiece } from "@/lib/piece/store";
import { progress, stepsOf } from "@/lib/run/model";
import { happening, toolWords } from "@/lib/run/words";
import { usePieceDeeds } from "./deeds";

export function Typed({ count }: { count: number }) {
  const busy = usePiece((now) => now.busy);
  const proposed = usePiece((now) => now.run.proposal !== null);
  const deeds = usePieceDeeds();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      <p className="min-w-0 flex-1 basis-48">
        <span className="font-medium">
          {count} {count === 1 ? "change" : "changes"}
        </span>{" "}
        <span className="text-soft">not sent yet, kept in this tab.</span>
      </p>
      <Button size="sm" look="quiet" disabled={busy !== ""} onClick={deeds.discard}>
        Discard
      </Button>
      <Button size="sm" look="lamp" disabled={busy !== ""} onClick={deeds.price}>
        {busy === "price" ? "Pricing…" : proposed ? "Add to the proposal" : "See the price"}
      </Button>
    </div>
  );
}

export function Proposed() {
  const proposal = usePiece((now) => now.run.proposal);
  const busy = usePiece((now) => now.busy);
  const id = usePiece((now) => now.piece.id);
  const scenes = usePiece((now) => now.piece.scenes);
  const deeds = usePieceDeeds();
  if (!proposal) return null;
  const free = Number(proposal.credits) === 0 && Number(proposal.usd) === 0;
  const tools = [...new Set(proposal.redone.map((step) => step.slice(step.lastIndexOf(".") + 1)))];
  const changes = proposal.changes.map((change) => changeIn(change, id, scenes));
  const others = proposal.redone.some((step) => !step.startsWith(`${id}.`));
  return (
    <section
      aria-label="Proposed change"
      className="grid gap-2.5 rounded-[12px] border border-draft/40 bg-draft-wash p-3.5"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Tag tone="draft" className="bg-raised">
          Proposed
        </Tag>
        <p className="timecode text-sm" data-testid="price">
          {free ? "Free" : `${money(proposal.usd)} · at most ${short(proposal.credits)} credits`}
          {proposal.seconds >= 1 && ` · about ${duration(proposal.seconds)}`}
        </p>
      </div>
      <ul className="grid gap-0.5 text-sm">
        {changes.map((change) => (
          <li key={change} className="text-pretty">
            {change}
          </li>
        ))}
      </ul>
      <p className="text-[13px] text-soft">
        {tools.length > 0 ? "Made anew: " : "Nothing has to be made anew."}
        {tools.map((tool) => toolWords(tool).name.toLowerCase()).join(", ")}
        {tools.length > 0 && ". Everything else is kept."}
        {others && " Other pieces of the run change too."}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" look="lamp" disabled={busy !== ""} onClick={deeds.approve}>
          <Check aria-hidden /> Make it
        </Button>
        <Button size="sm" disabled={busy !== ""} onClick={deeds.drop}>
          <Undo2 aria-hidden /> Leave it as it was
        </Button>
      </div>
    </section>
  );
}

export function Work() {
  const run = usePiece((now) => now.run);
  const wire = usePiece((now) => now.wire);
  const redoing = usePiece((now) => now.redoing);
  const busy = usePiece((now) => now.busy);
  const id = usePiece((now) => now.piece.id);
  const deeds = usePieceDeeds();
  const steps = stepsOf(run, wire).filter(
    (step) => (redoing.length ? redoing.includes(step.id) : step.piece === id) && step.piece === id,
  );
  return (
    <section aria-label="Being made" className="grid gap-2" data-testid="work">
      <div className="flex items-center gap-3 text-sm">
        <Tag tone="tally">Being made</Tag>
        <p role="status" className="min-w-0 flex-1 truncate">
          {run.status === "running" ? happening(steps, false) : "Waiting for its turn"}
        </p>
        <Button size="sm" look="quiet" disabled={busy !== ""} onClick={deeds.cancel}>
          Cancel
        </Button>
      </div>
      <Bar part={progress(steps)} label="Work done" tone="var(--tally)" />
    </section>
  );
}

export function Stopped() {
  const run = usePiece((now) => now.run);
  const busy = usePiece((now) => now.busy);
  const deeds = usePieceDeeds();
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-[12px] border border-tally/40 bg-tally-wash px-4 py-3 text-sm"
    >
      <p className="min-w-0 flex-1 basis-60 text-pretty">
        <span className="font-medium text-tally">
          {run.status === "failed" ? "The change could not be made. " : "The change was stopped. "}
        </span>
        {run.error} The video below is the one from before. What was held for the rest is given back.
      </p>
      <Button size="sm" look="lamp" disabled={busy !== ""} onClick={deeds.resume}>
        {run.status === "failed" ? "Try again" : "Go on"}
      </Button>
    </div>
  );
}
