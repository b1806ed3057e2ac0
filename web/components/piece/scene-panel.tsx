"use client";

import { Empty } from "@/components/empty";
import { Lock, LockOpen } from "@/components/piece/icons";
import { RefreshCw } from "@/components/studio/icons";
import { Kbd } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import { cn } from "@/lib/cn";
import { type SceneField, setScene } from "@/lib/piece/draft";
import { baseOf, usePiece, usePieceStore } from "@/lib/piece/store";
import { clock } from "@/lib/piece/time";
import { WATCHING } from "@/lib/run/store";
import { usePieceDeeds } from "./deeds";

const KINDS: [string, string][] = [
  ["title", "Title: the hook"],
  ["tip", "Tip: one numbered beat"],
  ["checklist", "Checklist: items ticked off"],
  ["number", "Number: one big figure"],
  ["quote", "Quote: words in the middle"],
  ["comparison", "Comparison: two sides"],
  ["countdown", "Countdown: ranked items"],
  ["cta", "Call to action: what to do next"],
];
const MOST = { say: 400, show: 48, detail: 70, emoji: 8 };

/** The chosen scene: what is said and shown in it. */
export function ScenePanel() {
  const store = usePieceStore();
  const piece = usePiece((now) => now.piece);
  const run = usePiece((now) => now.run);
  const chosen = usePiece((now) => now.scene);
  const typed = usePiece((now) => now.draft.scenes[now.scene]);
  const busy = usePiece((now) => now.busy !== "" || now.carrying);
  const watching = usePiece((now) => now.busy === WATCHING);
  const deeds = usePieceDeeds();
  const index = piece.scenes.findIndex((one) => one.id === chosen);
  const scene = piece.scenes[index];
  if (!scene) {
    return (
      <Empty title="No scenes yet">
        The words are written first. As soon as they are, every scene can be changed here: its line, its
        headline, its picture.
      </Empty>
    );
  }
  const was = baseOf({ run, piece }).scenes[scene.id];
  if (!was) return <p className="text-soft">The proposed change leaves this scene out.</p>;
  const value = (field: SceneField) => typed?.[field] ?? was[field];
  const change = (field: SceneField, text: string) =>
    store.setState(({ draft }) => ({ draft: setScene(draft, scene.id, field, text, was[field]) }));
  const marked = (field: SceneField) => cn(typed?.[field] !== undefined && "border-lamp");
  const field = (name: SceneField) => ({
    value: value(name),
    className: marked(name),
    disabled: scene.locked || watching,
    onChange: (event: { target: { value: string } }) => change(name, event.target.value),
  });
  return (
    <div className="grid max-w-2xl gap-4">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div>
          <h2 className="font-semibold text-lg leading-tight tracking-tight">Scene {index + 1}</h2>
          {scene.end !== null && (
            <p className="timecode text-[13px] text-soft">
              {clock(scene.start ?? 0, true)} to {clock(scene.end ?? 0, true)}
            </p>
          )}
        </div>
        <span className="flex-1" />
        <Button
          size="sm"
          aria-pressed={scene.locked}
          disabled={busy}
          onClick={() => deeds.lock(scene.id)}
          title="A locked scene stays as it is, whatever is rewritten around it"
        >
          {scene.locked ? <Lock aria-hidden /> : <LockOpen aria-hidden />}
          {scene.locked ? "Locked" : "Lock"} <Key>L</Key>
        </Button>
        <Button
          size="sm"
          disabled={busy || scene.locked}
          onClick={deeds.redoScene}
          title={
            typed
              ? "With what you typed; the price is shown first"
              : "Another picture; the price is shown first"
          }
        >
          <RefreshCw aria-hidden /> Redo <Key>R</Key>
        </Button>
      </header>
      {scene.locked && (
        <p className="text-pretty rounded-[10px] bg-lamp-wash px-3.5 py-2.5 text-sm">
          This scene is locked: it stays as it is, even when the script is written anew. Unlock it to change
          it.
        </p>
      )}
      <Field
        label="Line"
        name="scene-say"
        hint={piece.voice === null ? "This piece has no voice, so nothing is spoken." : "What is spoken."}
      >
        {(ids) => <Textarea {...ids} {...field("say")} rows={3} maxLength={MOST.say} />}
      </Field>
      <Field label="Headline" name="scene-show" hint={count(value("show"), MOST.show)}>
        {(ids) => <Input {...ids} {...field("show")} maxLength={MOST.show} />}
      </Field>
      <Field label="Smaller line" name="scene-detail" hint={count(value("detail"), MOST.detail)}>
        {(ids) => <Input {...ids} {...field("detail")} maxLength={MOST.detail} placeholder="Nothing" />}
      </Field>
      <div className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-4">
        <Field label="Emoji" name="scene-emoji">
          {(ids) => <Input {...ids} {...field("emoji")} maxLength={MOST.emoji} />}
        </Field>
        <Field label="Kind of picture" name="scene-kind">
          {(ids) => (
            <Select {...ids} {...field("kind")}>
              {KINDS.map(([name, words]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </div>
  );
}

const Key = ({ children }: { children: string }) => (
  <span aria-hidden className="-mr-1 max-sm:hidden">
    <Kbd>{children}</Kbd>
  </span>
);

const count = (text: string, most: number) => `On the picture. ${[...text].length} of ${most} letters.`;
