import { useEffect, useState } from "react";
import { useRun } from "@/lib/run/store";

/** Whole seconds since the run was last heard of. */
export function useStill(): number {
  const heard = useRun((now) => now.after);
  const [still, tick] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every event starts the count anew
  useEffect(() => {
    tick(0);
    const began = performance.now();
    const timer = setInterval(() => tick(Math.floor((performance.now() - began) / 1000)), 1000);
    return () => clearInterval(timer);
  }, [heard]);
  return still;
}
