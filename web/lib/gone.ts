"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { toast } from "@/components/shell/toasts";
import type { Outcome } from "@/lib/api/problem";
import { said } from "@/lib/said";

/** How long something taken away can be had back. */
const UNDO_MS = 5_000;

type Work = () => Promise<Outcome<unknown>>;

/**
 * What was taken out of a list: it is gone at once and for good a moment later, so that it can be undone until then.
 * Leaving the page carries it out.
 */
export function useGone(): {
  gone: ReadonlySet<string>;
  take: (id: string, told: string, work: Work) => void;
} {
  const router = useRouter();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const waiting = useRef(new Map<string, () => void>());
  useEffect(() => {
    const all = waiting.current;
    return () => {
      for (const carryOut of all.values()) carryOut();
    };
  }, []);
  const back = (id: string) => setGone((now) => new Set([...now].filter((one) => one !== id)));
  const take = (id: string, told: string, work: Work) => {
    setGone((now) => new Set(now).add(id));
    const carryOut = () => {
      clearTimeout(timer);
      waiting.current.delete(id);
      void work().then((found) => {
        if (found.ok) return router.refresh();
        back(id);
        toast(said(found.problem), "tally");
      });
    };
    const timer = setTimeout(carryOut, UNDO_MS);
    waiting.current.set(id, carryOut);
    const undo = () => {
      clearTimeout(timer);
      waiting.current.delete(id);
      back(id);
    };
    toast(told, "plain", { name: "Undo", run: undo });
  };
  return { gone, take };
}
