"use client";

import { type ReactNode, useState, useTransition } from "react";
import { Trouble } from "@/components/trouble";
import { Button, type ButtonProps } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Outcome, Problem } from "@/lib/api/problem";

interface AskProps {
  /** On the button that asks. */
  label: ReactNode;
  title: string;
  describes: string;
  /** On the button that does it. */
  yes: string;
  work: () => Promise<Outcome<unknown>>;
  look?: ButtonProps["look"];
  children?: ReactNode;
}

/** Asks before something that cannot be undone. */
export function Ask({ label, title, describes, yes, work, look = "danger", children }: AskProps) {
  const [open, setOpen] = useState(false);
  const [busy, start] = useTransition();
  const [problem, setProblem] = useState<Problem>();
  const go = () =>
    start(async () => {
      const found = await work();
      if (found?.ok === false) setProblem(found.problem);
      else setOpen(false);
    });
  return (
    <>
      <Button
        size="sm"
        look={look}
        onClick={() => {
          setProblem(undefined);
          setOpen(true);
        }}
      >
        {label}
      </Button>
      {open && (
        <Dialog onClose={() => setOpen(false)} title={title} describes={describes}>
          <div className="grid gap-4 px-5 pb-5">
            {children}
            {problem && <Trouble problem={problem} />}
            <div className="flex justify-end gap-2">
              <Button onClick={() => setOpen(false)}>Leave it</Button>
              <Button look="danger" disabled={busy} onClick={go}>
                {busy ? "One moment…" : yes}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}
