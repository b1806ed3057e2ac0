"use client";

import { useEffect } from "react";

export interface BrokenProps {
  error: Error & { digest?: string };
  retry: () => void;
}

/** A page that could not be shown. */
export function Broken({ error, retry }: BrokenProps) {
  useEffect(() => console.error(error), [error]);
  return (
    <div className="grid min-h-[60vh] place-content-center justify-items-center gap-3 px-6 text-center">
      <p className="eyebrow">Film break</p>
      <h1 className="font-semibold text-2xl tracking-tight">This page could not be shown</h1>
      <p className="max-w-sm text-pretty text-soft">
        Your runs go on and nothing was lost. Try again; if it stays, tell whoever runs this studio
        {error.digest ? ` the code ${error.digest}` : ""}.
      </p>
      <button
        type="button"
        onClick={retry}
        className="h-10 rounded-[var(--radius)] bg-lamp px-4 font-medium text-lamp-ink text-sm"
      >
        Try again
      </button>
    </div>
  );
}
