import type { Metadata } from "next";
import { Line, Lines, Part } from "@/components/forms/part";
import { Link } from "@/components/link";
import { Ledger } from "@/components/settings/ledger";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import { orNothing, signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";
import { credits } from "@/lib/format";
import { titleOf } from "@/lib/run/words";
import { runWords } from "@/lib/settings/words";

export const metadata: Metadata = { title: "Credits" };

const PAGE = 10;

export default async function CreditsPage({ searchParams }: PageProps<"/settings/credits">) {
  const { runs: cursor } = await searchParams;
  const from = typeof cursor === "string" ? cursor : "";
  const [purse, usage, ledger, recent] = await Promise.all([
    settle(get("/credits")),
    settle(get("/usage", { query: { limit: PAGE, cursor: from } })),
    settle(get("/credits/ledger", { query: { limit: PAGE } })),
    settle(get("/runs", { query: { limit: 100 } })),
  ]);
  signedIn(purse);
  if (!purse.ok) return <Trouble problem={purse.problem} />;
  if (!usage.ok) return <Trouble problem={usage.problem} />;
  const names = Object.fromEntries((orNothing(recent)?.runs ?? []).map((run) => [run.id, titleOf(run)]));
  const { balance, held, granted, spent, refunded } = usage.value;
  const worth = Number(purse.value.credit_usd);
  const facts = [
    { name: "Held", value: held, told: "kept for work under way" },
    { name: "Spent", value: spent, told: "paid for finished work" },
    { name: "Refunded", value: refunded, told: "given back of that" },
    { name: "Given", value: granted, told: "in all" },
  ];
  return (
    <>
      <Part
        id="purse"
        title="Credits"
        told={`A credit is worth ${cents(worth)}. The “${purse.value.plan}” plan gives ${credits(purse.value.monthly)} a month.`}
      >
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="timecode font-semibold text-4xl tracking-tight">{credits(balance)}</span>
          <span className="text-soft">free to spend, worth ${(Number(balance) * worth).toFixed(2)}</span>
        </p>
        <Meter free={Number(balance)} held={Number(held)} />
        <dl className="mt-5 grid grid-cols-2 gap-4 sm:grid-cols-4">
          {facts.map((fact) => (
            <div key={fact.name}>
              <dt className="text-[13px] text-soft">{fact.name}</dt>
              <dd className="timecode text-lg">{credits(fact.value)}</dd>
              <dd className="text-[13px] text-soft">{fact.told}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-5 text-pretty text-[13px] text-soft">
          When you approve a plan, the most it can cost is held. At the end you pay what it really cost, and
          the rest comes back by itself, also when something fails. What runs on this machine is free.
        </p>
      </Part>
      <Part id="by-run" title="By run" told="What each run holds, cost, and got back; the latest first.">
        {usage.value.runs.length === 0 ? (
          <p className="text-soft text-sm">
            No run has moved credits yet. Free engines cost nothing, so a run that needs no provider never
            shows up here.
          </p>
        ) : (
          <Lines label="Credits by run">
            {usage.value.runs.map((run) => (
              <Line key={run.run || "none"}>
                <span className="min-w-0 flex-1 basis-48 truncate text-sm">
                  {run.run ? (
                    <Link href={`/studio/${run.run}`} className="hover:text-lamp">
                      {names[run.run] ?? runWords(run.run)}
                    </Link>
                  ) : (
                    "Single voices, pictures and clips"
                  )}
                </span>
                <span className="timecode flex gap-4 text-[13px] text-soft">
                  {Number(run.held) > 0 && <span className="text-draft">{credits(run.held)} held</span>}
                  {Number(run.refunded) > 0 && (
                    <span className="text-fine">{credits(run.refunded)} back</span>
                  )}
                  <span className="text-ink">{credits(run.spent)} spent</span>
                </span>
              </Line>
            ))}
          </Lines>
        )}
        {(usage.value.next || from) && (
          <div className="mt-9 flex gap-2">
            {from && (
              <Button asChild size="sm">
                <Link href="/settings/credits">To the latest</Link>
              </Button>
            )}
            {usage.value.next && (
              <Button asChild size="sm">
                <Link href={`/settings/credits?runs=${encodeURIComponent(usage.value.next)}`}>
                  Earlier runs
                </Link>
              </Button>
            )}
          </div>
        )}
      </Part>
      <Part id="ledger" title="Every movement" told="Nothing is ever changed in this list, only added.">
        {ledger.ok ? (
          <Ledger first={ledger.value} names={names} page={PAGE} />
        ) : (
          <Trouble problem={ledger.problem} />
        )}
      </Part>
    </>
  );
}

function Meter({ free, held }: { free: number; held: number }) {
  const whole = free + held || 1;
  return (
    <div aria-hidden className="mt-3 flex h-2 overflow-hidden rounded-full bg-line">
      <span className="bg-lamp" style={{ width: `${(free / whole) * 100}%` }} />
      <span className="bg-draft" style={{ width: `${(held / whole) * 100}%` }} />
    </div>
  );
}

const cents = (usd: number): string => (usd < 1 ? `${Number((usd * 100).toFixed(2))} US cent` : `$${usd}`);
