import type { ReactNode } from "react";

interface LoadingProps {
  /** What is on its way, for those who hear the page. */
  what?: string;
  className: string;
  children: ReactNode;
}

/** The shape of a page while it is fetched. */
export function Loading({ what = "the page", className, children }: LoadingProps) {
  return (
    <div aria-busy="true" className={className}>
      <p className="sr-only" role="status">
        Loading {what}
      </p>
      {children}
    </div>
  );
}
