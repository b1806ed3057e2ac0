"use client";

import { Card } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { duration, money, short } from "@/lib/format";
import { useRun } from "@/lib/run/store";
import { named, pieceName, toolWords } from "@/lib/run/words";
import { useDeeds } from "./deeds";

/** A change of a finished run, with a price of its own, that waits for a yes. */
export function Proposal() {
  const proposal = useRun((now) => now.run.proposal);
  const version = useRun((now) => now.run.version);
  const status = useRun((now) => now.run.status);
  const busy = useRun((now) => now.busy !== "");
  const deeds = useDeeds();
  if (!proposal || status === "running") return null;
  const free = Number(proposal.usd) === 0;
  const credits = Number(proposal.credits);
  const again = proposal.redone.length;
  return (
    <Card className="grid gap-3 border-draft border-dashed bg-draft-wash p-4">
      <p className="eyebrow flex justify-between gap-3 text-draft">
        Proposed change <span>Version {proposal.version}</span>
      </p>
      <ul className="grid gap-1 text-sm">
        {proposal.changes.map((change) => (
          <li key={change} className="text-pretty">
            {named(change).replace(/, s(\d+):/, ", scene $1:")}
          </li>
        ))}
      </ul>
      <p className="text-sm">
        {again === 1 ? "One step is" : `${again} steps are`} made anew,{" "}
        {proposal.seconds >= 1 && `about ${duration(proposal.seconds)}, `}
        <strong className="font-semibold">{free ? "for nothing" : `for ${money(proposal.usd)}`}</strong>
        {credits > 0 && `, ${short(credits)} credits at most`}. Everything else stays as it is.
      </p>
      {again > 0 && (
        <details className="text-[13px]">
          <summary className="w-fit text-soft underline-offset-4 hover:text-ink hover:underline">
            Which steps
          </summary>
          <ul className="mt-1.5 grid gap-1">
            {grouped(proposal.redone).map(([piece, tools]) => (
              <li key={piece} className="flex gap-3">
                <span className="w-16 shrink-0 font-medium">{pieceName(piece)}</span>
                <span className="text-soft">{tools.map((tool) => toolWords(tool).name).join(", ")}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="flex flex-wrap gap-2">
        <Button look="lamp" disabled={busy} onClick={deeds.approve}>
          Make the change
        </Button>
        <Button disabled={busy} onClick={deeds.drop}>
          Leave it as it is
        </Button>
        {proposal.version > version + 1 && (
          <Button look="quiet" disabled={busy} onClick={deeds.undo}>
            Undo the last
          </Button>
        )}
      </div>
    </Card>
  );
}

/** Step ids by their piece. */
function grouped(steps: string[]): [string, string[]][] {
  const found = new Map<string, string[]>();
  for (const id of steps) {
    const dot = id.lastIndexOf(".");
    const piece = id.slice(0, dot);
    found.set(piece, [...(found.get(piece) ?? []), id.slice(dot + 1)]);
  }
  return [...found];
}
