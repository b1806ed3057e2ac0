"use client";

import type { ReactNode } from "react";
import { Cover } from "@/components/cover";
import { Trouble } from "@/components/trouble";
import { Card } from "@/components/ui/bits";
import type { RunView } from "@/lib/api/types";
import { coverOf } from "@/lib/files";
import { money, short } from "@/lib/format";
import { isDone, type StepShown, stepsOf } from "@/lib/run/model";
import { useRun, useRunStore } from "@/lib/run/store";
import { pieceName, toolWords } from "@/lib/run/words";
import { usePulse } from "@/lib/shell/pulse";
import { GoOn } from "./go-on";

/** How the run ended, what is kept, what it cost, and how it goes on. */
export function Ending() {
  const run = useRun((now) => now.run);
  const status = run.status;
  return (
    <>
      {status === "cancelled" && <Stopped title="Cancelled" />}
      {status === "interrupted" && <Stopped title="Interrupted" />}
      {status === "failed" && <Failed />}
      <Finished run={run} />
    </>
  );
}

function Stopped({ title }: { title: string }) {
  const run = useRun((now) => now.run);
  const done = useDone();
  return (
    <Card className="grid gap-2 p-4 text-sm">
      <p className="font-medium">{title}</p>
      <p className="text-pretty text-soft">
        {!run.plan
          ? "The brief was not read to its end, and nothing was made. Send it again, as it is or changed."
          : done > 0
            ? `${done} finished ${done === 1 ? "step is" : "steps are"} kept. Going on makes only what is missing.`
            : "Nothing was made yet. Going on begins with the plan as it stands."}
      </p>
      <Paid />
      <div className="mt-1">
        <GoOn />
      </div>
    </Card>
  );
}

function Failed() {
  const run = useRun((now) => now.run);
  const error = useRun((now) => now.wire.error || now.run.error);
  const lost = useFailed();
  const done = useDone();
  const planned = run.plan !== null;
  const detail = planned ? failing(lost) : "This brief did not become a plan.";
  return (
    <Trouble problem={{ status: 0, error: "failed", detail, hint: lost.length > 0 ? "" : sentenceOf(error) }}>
      <div className="grid w-full gap-2">
        {lost.map((step) => (
          <p key={step.id} className="text-pretty">
            {lost.length > 1 && (
              <span className="font-medium">
                {toolWords(step.tool).name} of {pieceName(step.piece)}:{" "}
              </span>
            )}
            {sentenceOf(step.detail || error)}
          </p>
        ))}
        <p className="text-pretty text-ink/85">
          {planned
            ? done > 0
              ? `${done} finished ${done === 1 ? "step is" : "steps are"} kept; trying again makes only what is missing.`
              : "Nothing was made yet."
            : "Nothing was made. Change the brief, or what is fixed beside it, and send it again."}
        </p>
        <Paid />
        <div className="mt-1">
          <GoOn />
        </div>
      </div>
    </Trouble>
  );
}

function failing(lost: StepShown[]): string {
  const [first, ...more] = lost;
  if (!first) return "The run stopped on the way.";
  const what = `${toolWords(first.tool).name} of ${pieceName(first.piece)} failed`;
  return more.length === 0 ? `${what}.` : `${what}, and ${more.length} more.`;
}

function sentenceOf(text: string): string {
  const plain = text.trim() || "No reason was given";
  return plain.charAt(0).toUpperCase() + plain.slice(1) + (/[.!?]$/.test(plain) ? "" : ".");
}

/** What was held for the run, what of it was spent, and what went back. */
function Paid() {
  const run = useRun((now) => now.run);
  const rate = usePulse((pulse) => Number(pulse.purse?.credit_usd ?? 0));
  const held = Number(run.price_credits);
  const spent = rate > 0 ? Math.ceil(Number(run.cost_usd) / rate) : 0;
  if (spent === 0) return <p className="text-soft">Nothing was charged.</p>;
  return (
    <p className="text-soft">
      Spent: {short(spent)} credits ({money(run.cost_usd)}). The other {short(Math.max(0, held - spent))} that
      were held went back.
    </p>
  );
}

function Finished({ run }: { run: RunView }) {
  const store = useRunStore();
  const done = run.pieces.filter((piece) => piece.status === "done");
  if (done.length === 0) return null;
  const whole = run.status === "done";
  const cost: ReactNode = Number(run.cost_usd) > 0 ? ` for ${money(run.cost_usd)}` : ", and it cost nothing";
  return (
    <div className="grid gap-3">
      <p>
        {whole ? "Done:" : "Finished so far:"}{" "}
        {done.length === 1 ? "one video is" : `${done.length} videos are`} ready
        {whole && cost}.
      </p>
      <ul className="flex gap-2 overflow-x-auto pb-1">
        {done.map((piece) => (
          <li key={piece.id} className="w-[88px] shrink-0">
            <button
              type="button"
              onClick={() => store.setState({ pane: "films", piece: piece.id })}
              className="group grid w-full gap-1.5 text-left"
            >
              <Cover
                cover={coverOf(run.id, piece)}
                sizes="88px"
                className="aspect-[9/16] w-full rounded-[8px] border border-line bg-well object-cover group-hover:border-lamp"
              />
              <span className="truncate text-xs">{pieceName(piece.id)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function useSteps(): StepShown[] {
  const run = useRun((now) => now.run);
  const wire = useRun((now) => now.wire);
  return stepsOf(run, wire);
}

const useDone = () => useSteps().filter(isDone).length;

function useFailed(): StepShown[] {
  const records = useRun((now) => now.run.steps);
  return useSteps()
    .map((step) => {
      const record = records?.find(({ id }) => id === step.id);
      return record?.status === "failed" ? { ...step, state: "failed" as const, detail: record.error } : step;
    })
    .filter((step) => step.state === "failed");
}
