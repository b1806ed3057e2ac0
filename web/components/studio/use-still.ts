import { useEffect, useState } from "react";
import { useRun } from "@/lib/run/store";

/**
 * Whole seconds since the run was last heard of.
 *
 * Nothing is set when something is heard: events come in bursts, and React gives a page up that sets state from an
 * effect in some fifty of them in a row.
 */
export function useStill(): number {
  const heard = useRun((now) => now.after);
  const [still, tick] = useState({ heard, seconds: 0 });
  useEffect(() => {
    const began = performance.now();
    const seconds = () => Math.floor((performance.now() - began) / 1000);
    const timer = setInterval(() => tick({ heard, seconds: seconds() }), 1000);
    return () => clearInterval(timer);
  }, [heard]);
  return still.heard === heard ? still.seconds : 0;
}
