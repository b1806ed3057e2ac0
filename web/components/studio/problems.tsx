"use client";

import { Link } from "@/components/link";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import type { Problem } from "@/lib/api/problem";
import { type PieceShown, piecesOf, priceOf } from "@/lib/run/model";
import { useRun, useRunStore } from "@/lib/run/store";
import { pieceName } from "@/lib/run/words";
import { usePulse } from "@/lib/shell/pulse";
import { useDeeds } from "./deeds";

/** What was refused, why, and what can be done about it with a click. */
export function Problems() {
  const store = useRunStore();
  const problem = useRun((now) => now.problem);
  if (!problem) return null;
  return (
    <Trouble problem={plainly(problem)}>
      {problem.status === 402 && (
        <Button asChild size="sm" look="lamp">
          <Link href="/settings/credits">To your credits</Link>
        </Button>
      )}
      <WaysOut problem={problem} />
      <Button size="sm" look="quiet" onClick={() => store.setState({ problem: null })}>
        All right
      </Button>
    </Trouble>
  );
}

/** What makes a plan cheaper: the videos that the refusal names, else the dearest; or a higher budget. */
function WaysOut({ problem }: { problem: Problem }) {
  const run = useRun((now) => now.run);
  const wire = useRun((now) => now.wire);
  const deeds = useDeeds();
  const share = usePulse((pulse) => Number(pulse.purse?.balance ?? 0)) / Number(run.price_credits);
  if (!isMoney(problem)) return null;
  const pieces = piecesOf(run, wire);
  const named = pieces.filter(({ spec }) => new RegExp(`\\b${spec.id}\\b`).test(problem.hint));
  const drop = named.length > 0 ? named : tooMany(pieces, problem.status === 402 ? share : 1);
  const budget = problem.hint.match(/budget (?:with --budget |to \$?)(\d+(?:\.\d+)?)/)?.[1];
  const names =
    drop.length > 3 ? `${drop.length} videos` : drop.map(({ spec }) => pieceName(spec.id)).join(" and ");
  return (
    <>
      {drop.length > 0 && drop.length < pieces.length && (
        <Button
          size="sm"
          onClick={() =>
            deeds.edit(
              drop.map(({ spec }) => ({ op: "remove_piece", piece: spec.id })),
              `${names} left out`,
            )
          }
        >
          Leave out {names}
        </Button>
      )}
      {budget && (
        <Button
          size="sm"
          onClick={() => deeds.edit([{ op: "set_budget", usd: budget }], `The budget is $${budget}`)}
        >
          Budget of ${budget}
        </Button>
      )}
    </>
  );
}

/** The dearest pieces, until what is left takes no more than that part of the whole; one of them in any case. */
function tooMany(pieces: PieceShown[], part: number): PieceShown[] {
  const most = ({ steps }: PieceShown) => Number(priceOf(steps).usd_p90);
  const whole = pieces.reduce((sum, piece) => sum + most(piece), 0);
  let left = whole;
  const dearest = [...pieces].sort((a, b) => most(b) - most(a));
  const enough = dearest.findIndex((piece) => {
    left -= most(piece);
    return left <= whole * part;
  });
  return dearest.slice(0, enough + 1);
}

const isMoney = (problem: Problem) => problem.status === 402 || /\bbudget\b/.test(problem.detail);

/** In words for the page: no switches of a command line, pieces as people call them. */
function plainly(problem: Problem): Problem {
  const hint = problem.hint
    .replace(/ with --budget (\d+(?:\.\d+)?)/, " to $$$1")
    .replace(/\b[a-z]+-\d+\b/g, pieceName);
  const said = (text: string) =>
    text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
  return { ...problem, detail: said(problem.detail), hint: hint && said(hint) };
}
