"use client";

import { useEffect, useState, useTransition } from "react";
import { toast } from "@/components/shell/toasts";
import { Trouble } from "@/components/trouble";
import { Skeleton, Tag } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { type Delivery, deliveriesOf, redeliver } from "@/lib/actions/hooks";
import type { Problem } from "@/lib/api/problem";
import { ago } from "@/lib/format";
import { said } from "@/lib/said";

const STATES = {
  waiting: { tone: "lamp", words: "waiting" },
  done: { tone: "fine", words: "delivered" },
  failed: { tone: "tally", words: "not delivered" },
} as const;

interface DeliveriesProps {
  endpoint: string;
  may: boolean;
  now: number;
}

/** Messages to an address, and how each try went. */
export function Deliveries({ endpoint, may, now }: DeliveriesProps) {
  const [found, setFound] = useState<Delivery[]>();
  const [next, setNext] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const [busy, start] = useTransition();
  const look = (cursor: string) =>
    start(async () => {
      const page = await deliveriesOf(endpoint, cursor);
      if (!page.ok) return setProblem(page.problem);
      setFound((all) => (cursor ? [...(all ?? []), ...page.value.deliveries] : page.value.deliveries));
      setNext(page.value.next);
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once, when it is opened
  useEffect(() => look(""), [endpoint]);
  const again = (delivery: Delivery) =>
    start(async () => {
      const done = await redeliver(endpoint, delivery.id);
      if (!done.ok) return toast(said(done.problem), "tally");
      toast("It is brought once more.");
      setFound((all) => all?.map((one) => (one.id === delivery.id ? done.value : one)));
    });
  if (problem) return <Trouble problem={problem} />;
  if (!found) return <Skeleton className="h-24" />;
  if (found.length === 0)
    return (
      <p className="text-[13px] text-soft">
        No messages yet. The next thing you ticked that happens is the first.
      </p>
    );
  return (
    <div className="grid gap-2">
      <ul aria-label="Messages" className="grid divide-y divide-line rounded-[12px] border border-line">
        {found.map((delivery) => {
          const last = delivery.attempts.at(-1);
          return (
            <li
              key={delivery.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3.5 py-2.5 text-[13px]"
            >
              <Tag tone={STATES[delivery.state].tone}>{STATES[delivery.state].words}</Tag>
              <code className="timecode text-xs">{delivery.type}</code>
              <span className="min-w-0 flex-1 basis-40 truncate text-soft" title={last?.error}>
                {last
                  ? `${last.status || "no answer"}${last.error ? `: ${last.error}` : ""}, try ${delivery.attempts.length}`
                  : "not tried yet"}
              </span>
              <span className="timecode text-soft text-xs">{ago(delivery.created, now)}</span>
              {may && delivery.state !== "waiting" && (
                <Button size="sm" disabled={busy} onClick={() => again(delivery)}>
                  Bring again
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {next && (
        <Button size="sm" disabled={busy} onClick={() => look(next)} className="justify-self-start">
          Earlier messages
        </Button>
      )}
    </div>
  );
}
