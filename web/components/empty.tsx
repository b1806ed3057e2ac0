import type { ReactNode } from "react";

interface EmptyProps {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet, and how that changes. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="grid justify-items-center gap-3 rounded-[16px] border border-line border-dashed px-6 py-14 text-center">
      <svg aria-hidden width="76" height="52" viewBox="0 0 76 52" fill="none" className="text-line-strong">
        <rect x="1" y="7" width="26" height="44" rx="5" stroke="currentColor" strokeDasharray="3 4" />
        <rect x="25" y="1" width="26" height="44" rx="5" fill="var(--panel)" stroke="currentColor" />
        <rect x="49" y="7" width="26" height="44" rx="5" stroke="currentColor" strokeDasharray="3 4" />
        <path d="M34 17.5v11l9-5.5-9-5.5Z" fill="var(--lamp)" />
      </svg>
      <h2 className="font-semibold text-lg tracking-tight">{title}</h2>
      <div className="max-w-md text-pretty text-soft text-sm">{children}</div>
      {action}
    </div>
  );
}
