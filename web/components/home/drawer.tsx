"use client";

import { type FormEvent, useState } from "react";
import { VoiceField } from "@/components/forms/voice-field";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import type { Draft, OptionName } from "@/lib/home/draft";
import { useCatalogue } from "@/lib/run/catalogue";
import type { Side } from "./extras";

interface DrawerProps {
  side: Side;
  draft: Draft;
  wrong: Record<string, string>;
  onChange: (next: Partial<Draft>) => void;
  onClose: () => void;
}

const TITLES: Record<Side, { title: string; told: string }> = {
  source: {
    title: "Speak from a page",
    told: "The scripts take their sentences from this page, and from nowhere else.",
  },
  script: {
    title: "Your own script",
    told: "These words are spoken as they are. Your brief still says how it should look.",
  },
  options: {
    title: "Options",
    told: "What is fixed here wins over the words of the brief. The rest stays open.",
  },
};

/** Where what comes with a brief is written or chosen. It lies outside of the brief's form. */
export function Drawer({ side, draft, wrong, onChange, onClose }: DrawerProps) {
  const { title, told } = TITLES[side];
  return (
    <Dialog onClose={onClose} title={title} describes={told} shape={side === "options" ? "side" : "middle"}>
      <div className="overflow-y-auto px-5 pb-5">
        {side === "source" && <Source draft={draft} wrong={wrong} onChange={onChange} onClose={onClose} />}
        {side === "script" && <Script draft={draft} wrong={wrong} onChange={onChange} onClose={onClose} />}
        {side === "options" && <Options draft={draft} wrong={wrong} onChange={onChange} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

type PartProps = Omit<DrawerProps, "side">;

// React events pass through portals along the tree: without this the brief's own form would take them too.
const only = (deed: () => void) => (event: FormEvent) => {
  event.preventDefault();
  event.stopPropagation();
  deed();
};

function Source({ draft, wrong, onChange, onClose }: PartProps) {
  const [typed, setTyped] = useState(draft.source);
  const [bad, setBad] = useState(wrong.source ?? "");
  const keep = () => {
    const whole = /^[\w-]+(\.[\w-]+)+/.test(typed.trim()) ? `https://${typed.trim()}` : typed.trim();
    if (whole && !(URL.canParse(whole) && /^https?:/.test(whole)))
      return setBad("Give a whole address that begins with https://.");
    onChange({ source: whole });
    onClose();
  };
  return (
    <form onSubmit={only(keep)} className="grid gap-4" noValidate>
      <Field label="Address of the page" name="source-typed" error={bad}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            inputMode="url"
            value={typed}
            placeholder="https://example.com/article"
            onChange={(event) => {
              setTyped(event.target.value);
              setBad("");
            }}
          />
        )}
      </Field>
      <Button type="submit" look="lamp" className="justify-self-end">
        Use this page
      </Button>
    </form>
  );
}

const MOST = 20_000;

function Script({ draft, wrong, onChange, onClose }: PartProps) {
  const [typed, setTyped] = useState(draft.script);
  const words = typed.trim() ? typed.trim().split(/\s+/).length : 0;
  const long = typed.length > MOST ? `${typed.length - MOST} letters too many.` : "";
  const keep = () => {
    if (long) return;
    onChange({ script: typed.trim() });
    onClose();
  };
  return (
    <form onSubmit={only(keep)} className="grid gap-4" noValidate>
      <Field
        label="Words to speak"
        name="script-typed"
        error={long || wrong.script}
        hint={
          words
            ? `${words} ${words === 1 ? "word" : "words"}, about ${Math.ceil(words / 2.5)} s`
            : "25 words take about 10 seconds."
        }
      >
        {(ids) => (
          <Textarea
            {...ids}
            autoFocus
            rows={9}
            value={typed}
            placeholder="Paste or write what is to be said."
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="lamp" disabled={Boolean(long)} className="justify-self-end">
        Use this script
      </Button>
    </form>
  );
}

function Options({ draft, wrong, onChange, onClose }: PartProps) {
  const all = useCatalogue();
  const { options } = draft;
  const set = (name: OptionName, value: string) => onChange({ options: { ...options, [name]: value } });
  const choice = (label: string, name: OptionName, found: readonly { name: string; title: string }[]) => (
    <Field label={label} name={`option-${name}`} error={wrong[name]}>
      {(ids) => (
        <Select {...ids} value={options[name] ?? ""} onChange={(event) => set(name, event.target.value)}>
          <option value="">Open</option>
          {found.map((one) => (
            <option key={one.name} value={one.name}>
              {one.title}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
  const none = { name: "none", title: "None" };
  return (
    <form onSubmit={only(onClose)} className="grid gap-4" noValidate>
      <div className="grid grid-cols-2 gap-4">
        {choice("Platform", "platform", all?.platforms ?? [])}
        {choice("Language", "language", all?.languages ?? [])}
        <Field label="Seconds each" name="option-seconds" error={wrong.seconds}>
          {(ids) => (
            <Input
              {...ids}
              type="number"
              inputMode="numeric"
              min={1}
              max={3600}
              placeholder="Open"
              value={options.seconds ?? ""}
              onChange={(event) => set("seconds", event.target.value)}
            />
          )}
        </Field>
        {choice("Captions", "captions", [...(all?.captions ?? []), none])}
      </div>
      <VoiceField
        name="option-voice"
        value={options.voice ?? ""}
        open="Open"
        error={wrong.voice}
        options={all}
        onChange={(voice) => set("voice", voice)}
      />
      {choice("Presenter", "avatar", [...(all?.presenters ?? []), none])}
      <Field
        label="Spend at most, in dollars"
        name="option-budget"
        hint="Nothing is spent before you approve the plan."
        error={wrong.budget_usd}
      >
        {(ids) => (
          <Input
            {...ids}
            inputMode="decimal"
            placeholder="Open"
            value={options.budget_usd ?? ""}
            onChange={(event) => set("budget_usd", event.target.value)}
          />
        )}
      </Field>
      <div className="flex justify-between gap-2">
        <Button onClick={() => onChange({ options: {} })}>Leave all open</Button>
        <Button type="submit" look="lamp">
          Done
        </Button>
      </div>
    </form>
  );
}
