"use client";

import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { ArrowUp } from "@/components/icons";
import { Button } from "@/components/ui/button";
import type { Status } from "@/lib/api/types";
import { catalogue } from "@/lib/run/catalogue";
import type { Meant } from "@/lib/run/say";
import { useRun } from "@/lib/run/store";
import { type Deeds, useDeeds } from "./deeds";
import { SAY_BOX } from "./room-keys";

/** Where one tells the studio what to change. */
export function SayBox() {
  const plan = useRun((now) => now.run.plan);
  const status = useRun((now) => now.run.status);
  const busy = useRun((now) => now.busy === "edit");
  const deeds = useDeeds();
  const form = useRef<HTMLFormElement>(null);
  const [answer, setAnswer] = useState("");
  const say = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem("said") as HTMLTextAreaElement;
    const [{ meant }, choices] = await Promise.all([import("@/lib/run/say"), catalogue()]);
    const told = meant(field.value, plan?.spec.pieces ?? [], choices);
    if (told.do === "nothing") return setAnswer(told.why);
    setAnswer("");
    if (await carryOut(told, deeds)) field.value = "";
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      form.current?.requestSubmit();
    } else if (event.key === "Escape") (event.target as HTMLElement).blur();
  };
  return (
    <form ref={form} onSubmit={say} className="sticky bottom-0 border-line border-t bg-bg px-4 py-3">
      <p role="status" className="text-pretty text-[13px] text-soft empty:hidden [&:not(:empty)]:mb-2">
        {busy ? "Changing the plan…" : answer}
      </p>
      <div className="flex items-end gap-2 rounded-[14px] border border-line-strong/60 bg-raised p-1.5 pl-3.5 focus-within:border-lamp">
        <label htmlFor={SAY_BOX} className="sr-only">
          Tell the studio what to change
        </label>
        <textarea
          id={SAY_BOX}
          name="said"
          rows={1}
          maxLength={2000}
          onKeyDown={press}
          placeholder={placeholder(status, plan?.spec.pieces.length ?? 0)}
          className="field-sizing-content max-h-32 min-w-0 flex-1 resize-none bg-transparent py-1.5 text-[15px] outline-none placeholder:text-faint"
        />
        <Button
          type="submit"
          look="lamp"
          size="icon"
          aria-label="Send"
          disabled={busy}
          className="size-8 rounded-[10px]"
        >
          <ArrowUp />
        </Button>
      </div>
    </form>
  );
}

async function carryOut(told: Meant, deeds: Deeds): Promise<boolean> {
  if (told.do === "edit") return deeds.edit(told.operations, "The plan is changed");
  if (told.do !== "nothing") await deeds[told.do]();
  return true;
}

function placeholder(status: Status, pieces: number): string {
  if (status === "planning") return "You can change the plan once it is there";
  if (status === "running") return "“stop”, or wait until it is done to change it";
  return pieces > 1 ? "Make the second one about sleep" : "Make it shorter, with a man's voice";
}
