"use client";

import { type KeyboardEvent, useActionState, useRef, useState } from "react";
import { ArrowUp } from "@/components/icons";
import { Trouble } from "@/components/trouble";
import { Kbd } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import type { FormState } from "@/lib/actions/auth";
import { order } from "@/lib/actions/runs";

const EXAMPLES = [
  { name: "A week of fitness", text: "5 fitness reels, 20 seconds each, energetic" },
  { name: "Coffee, two ways", text: "2 TikToks about coffee, 25 s each, british man, no music" },
  { name: "Sleep better", text: "3 shorts on how to sleep better, calm, mention a fixed wake-up time" },
  { name: "En español", text: "3 reels de hábitos para estudiar" },
  {
    name: "Hiring, for LinkedIn",
    text: "1 LinkedIn video about hiring your first employee, 40 seconds, professional",
  },
  { name: "Plants that survive", text: "4 reels about house plants for people who forget to water" },
];

/** Where a brief is typed. `token` makes the same brief sent twice be one run. */
export function Composer({ token }: { token: string }) {
  const [state, act, busy] = useActionState<FormState, FormData>(order, {});
  const [text, setText] = useState(state.typed?.text ?? "");
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (text.trim() && !busy) form.current?.requestSubmit();
  };
  const pick = (example: string) => {
    setText(example);
    field.current?.focus();
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
          ref={field}
          id="brief"
          name="text"
          rows={3}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={press}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? "brief-error" : undefined}
          placeholder="5 fitness reels, 20 seconds each, energetic, no music"
          className="block w-full resize-none bg-transparent px-5 pt-4 text-[17px] leading-relaxed outline-none placeholder:text-faint"
        />
        <div className="flex items-center justify-between gap-3 px-3 pb-3 pl-5">
          <p className="flex items-center gap-1.5 text-soft text-xs max-sm:invisible">
            <Kbd>Enter</Kbd> sends, <Kbd>Shift</Kbd> <Kbd>Enter</Kbd> a new line
          </p>
          <Button type="submit" look="lamp" disabled={busy || !text.trim()} className="rounded-full">
            {busy ? "Reading it…" : "Plan it"}
            <ArrowUp aria-hidden />
          </Button>
        </div>
      </form>
      {error && (
        <p id="brief-error" role="alert" className="mt-2 text-sm text-tally">
          {error}
        </p>
      )}
      {state.problem && <Trouble problem={state.problem} className="mt-3" />}
      <ul aria-label="Examples" className="mt-4 flex flex-wrap justify-center gap-2">
        {EXAMPLES.map((example) => (
          <li key={example.name}>
            <Button
              size="sm"
              title={example.text}
              onClick={() => pick(example.text)}
              className="rounded-full"
            >
              {example.name}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
