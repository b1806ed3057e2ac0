"use client";

import { useState, useTransition } from "react";
import { Link } from "@/components/link";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import { type Movement, movementsBefore } from "@/lib/actions/credits";
import type { Problem } from "@/lib/api/problem";
import { cn } from "@/lib/cn";
import { credits } from "@/lib/format";
import { moveNote, moveTitle, runWords } from "@/lib/settings/words";

interface LedgerProps {
  first: Movement[];
  names: Record<string, string>;
  page: number;
}

/** Movements of credits, the newest first. */
export function Ledger({ first, names, page }: LedgerProps) {
  const [older, setOlder] = useState<Movement[]>([]);
  const [more, setMore] = useState(first.length === page);
  const [problem, setProblem] = useState<Problem>();
  const [busy, start] = useTransition();
  const shown = [...first, ...older];
  const fetchMore = () =>
    start(async () => {
      const found = await movementsBefore(shown.at(-1)?.id ?? 1, page);
      if (!found.ok) return setProblem(found.problem);
      setProblem(undefined);
      setOlder((now) => [...now, ...found.value]);
      setMore(found.value.length === page);
    });
  if (shown.length === 0) return <p className="text-soft text-sm">Nothing has moved yet.</p>;
  return (
    <>
      <div className="-mx-5 -mb-5 overflow-x-auto border-line border-t">
        <table className="w-full text-sm">
          <thead className="sr-only">
            <tr>
              <th>When</th>
              <th>What</th>
              <th>For</th>
              <th>Credits</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {shown.map((move) => (
              <Row key={move.id} move={move} name={names[move.run]} />
            ))}
          </tbody>
        </table>
      </div>
      {(more || problem) && (
        <div className="mt-9 grid justify-items-start gap-3">
          {problem && <Trouble problem={problem} />}
          <Button size="sm" disabled={busy} onClick={fetchMore}>
            {busy ? "Looking…" : "Earlier movements"}
          </Button>
        </div>
      )}
    </>
  );
}

function Row({ move, name }: { move: Movement; name: string | undefined }) {
  const amount = Number(move.amount);
  return (
    <tr>
      <td className="timecode whitespace-nowrap py-2.5 pr-3 pl-5 text-soft text-xs max-sm:hidden">
        {stamp(move.at)}
      </td>
      <td className="py-2.5 pr-3 align-top max-sm:pl-5">
        <span className="font-medium">{moveTitle(move.kind)}</span>
        <span className="block text-[13px] text-soft">{moveNote(move.kind, amount) || move.reason}</span>
      </td>
      <td className="max-w-60 truncate py-2.5 pr-3 text-soft max-sm:hidden">
        {move.run && (
          <Link href={`/studio/${move.run}`} className="hover:text-lamp">
            {name ?? runWords(move.run)}
          </Link>
        )}
      </td>
      <td
        className={cn(
          "timecode whitespace-nowrap py-2.5 pr-5 text-right",
          amount > 0 ? "text-fine" : amount < 0 ? "text-ink" : "text-soft",
        )}
      >
        {amount > 0 ? "+" : ""}
        {credits(amount)}
      </td>
    </tr>
  );
}

const stamp = (moment: string): string => moment.slice(0, 16).replace("T", " ");
