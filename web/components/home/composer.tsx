"use client";

import { type KeyboardEvent, useActionState, useRef, useState } from "react";
import { Extras } from "@/components/home/extras";
import { ArrowUp } from "@/components/icons";
import { Trouble } from "@/components/trouble";
import { Kbd } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import type { FormState } from "@/lib/actions/auth";
import { order } from "@/lib/actions/runs";

interface ComposerProps {
  /** Makes the same brief sent twice be one run. */
  token: string;
  /** What stands in it at first. */
  text: string;
}

/** Where a brief is typed. */
export function Composer({ token, text: first }: ComposerProps) {
  const [state, act, busy] = useActionState<FormState, FormData>(order, {});
  const [text, setText] = useState(state.typed?.text ?? first);
  const form = useRef<HTMLFormElement>(null);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (text.trim() && !busy) form.current?.requestSubmit();
  };
  const error = state.fields?.text;
  return (
    <>
      <form
        ref={form}
        action={act}
        className="rounded-[18px] border border-line-strong/70 bg-raised shadow-card focus-within:border-lamp"
      >
        <input type="hidden" name="key" value={token} />
        <label htmlFor="brief" className="sr-only">
          Your brief
        </label>
        <textarea
          id="brief"
          name="text"
          rows={3}
          // biome-ignore lint/a11y/noAutofocus: an example was picked to be sent or changed
          autoFocus={first !== ""}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={press}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? "brief-error" : undefined}
          placeholder="5 fitness reels, 20 seconds each, energetic, no music"
          className="block w-full resize-none bg-transparent px-5 pt-4 text-[17px] leading-relaxed outline-none placeholder:text-faint"
        />
        <div className="flex items-end justify-between gap-3 px-3 pb-3">
          <Extras state={state} busy={busy} />
          <Button type="submit" look="lamp" disabled={busy || !text.trim()} className="rounded-full">
            {busy ? "Reading it…" : "Plan it"}
            <ArrowUp aria-hidden />
          </Button>
        </div>
      </form>
      <p className="mt-2 flex items-center justify-center gap-1.5 text-soft text-xs max-sm:hidden">
        <Kbd>Enter</Kbd> sends, <Kbd>Shift</Kbd> <Kbd>Enter</Kbd> a new line. Photos and clips can be dropped
        or pasted here.
      </p>
      {error && (
        <p id="brief-error" role="alert" className="mt-2 text-sm text-tally">
          {error}
        </p>
      )}
      {state.problem && <Trouble problem={state.problem} className="mt-3" />}
    </>
  );
}
