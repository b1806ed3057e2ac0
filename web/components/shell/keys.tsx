"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { CircleHelp, Search } from "@/components/icons";
import { Kbd } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { elsewhere } from "@/lib/shell/commands";
import type { Found } from "./palette";

const Palette = lazy(() => import("./palette").then((all) => ({ default: all.Palette })));
const Help = lazy(() => import("./help").then((all) => ({ default: all.Help })));

/** The palette (Cmd-K) and the list of keys (?), each fetched when it is first opened. */
export function Keys({ found }: { found: Found[] }) {
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen((now) => (now === "palette" ? null : "palette"));
      } else if (event.key === "?" && !elsewhere(event)) setOpen("help");
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  const close = () => setOpen(null);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen("palette")}
        aria-keyshortcuts="Meta+K Control+K"
        className="flex h-9 items-center gap-2.5 rounded-full border border-line bg-panel px-3 text-[13px] text-soft hover:border-line-strong hover:text-ink sm:w-64"
      >
        <Search className="size-4" aria-hidden />
        <span className="flex-1 text-left max-sm:sr-only">Find or do</span>
        <span aria-hidden className="flex gap-1 max-sm:hidden">
          <Kbd>Ctrl</Kbd>
          <Kbd>K</Kbd>
        </span>
      </button>
      <Button
        look="quiet"
        size="icon"
        aria-label="Keys and help"
        onClick={() => setOpen("help")}
        className="max-sm:hidden"
      >
        <CircleHelp />
      </Button>
      <Suspense>
        {open === "palette" && <Palette onClose={close} found={found} />}
        {open === "help" && <Help onClose={close} />}
      </Suspense>
    </>
  );
}
