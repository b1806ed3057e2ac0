import type { ReactNode } from "react";
import { Card } from "@/components/ui/bits";
import { cn } from "@/lib/cn";

interface PartProps {
  id: string;
  title: string;
  told?: ReactNode;
  /** Stands at the right of the title. */
  side?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A part of a page of settings. */
export function Part({ id, title, told, side, className, children }: PartProps) {
  return (
    <Card aria-labelledby={id} className="overflow-hidden">
      <header className="flex flex-wrap items-start gap-x-4 gap-y-3 px-5 pt-5">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id={id} className="font-semibold tracking-tight">
            {title}
          </h2>
          {told && <p className="mt-0.5 text-pretty text-[13px] text-soft">{told}</p>}
        </div>
        {side}
      </header>
      <div className={cn("p-5", className)}>{children}</div>
    </Card>
  );
}

/** A line of a list within a part. */
export function Line({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <li className={cn("flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5", className)}>{children}</li>
  );
}

/** Lines from edge to edge. */
export function Lines({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="-mx-5 -mb-5 divide-y divide-line border-line border-t">
      {children}
    </ul>
  );
}

/** Why a part is not shown. */
export function NotYours({ children }: { children: ReactNode }) {
  return <p className="rounded-[12px] bg-well px-4 py-3 text-sm text-soft">{children}</p>;
}
