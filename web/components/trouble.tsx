import type { ReactNode } from "react";
import type { Problem } from "@/lib/api/problem";
import { cn } from "@/lib/cn";

interface TroubleProps {
  problem: Problem;
  className?: string;
  children?: ReactNode;
}

/** Something was refused or failed: what, and what to do about it. */
export function Trouble({ problem, className, children }: TroubleProps) {
  return (
    <div
      role="alert"
      className={cn(
        "grid gap-1 rounded-[12px] border border-tally/40 bg-tally-wash px-4 py-3 text-sm",
        className,
      )}
    >
      <p className="font-medium text-tally">{problem.detail}</p>
      {problem.hint && <p className="text-ink/85">{problem.hint}</p>}
      {children && <div className="mt-2 flex flex-wrap gap-2">{children}</div>}
    </div>
  );
}
