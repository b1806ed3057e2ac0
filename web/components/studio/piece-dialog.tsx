"use client";

import type { FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import { planOf } from "@/lib/api/types";
import { changed } from "@/lib/run/operations";
import { useRun } from "@/lib/run/store";
import { PLATFORM_NAMES, pieceName, sentence } from "@/lib/run/words";
import { useDeeds } from "./deeds";

const VOICES = [
  "heart",
  "bella",
  "michael",
  "puck",
  "emma",
  "george",
  "dora",
  "alex",
  "siwis",
  "alpha",
  "omega",
  "sara",
  "nicola",
  "clara",
  "tiago",
];
const CHOICES = {
  tone: ["friendly", "energetic", "calm", "serious", "funny", "inspiring", "professional", "dramatic"],
  captions: ["karaoke", "pop", "clean"],
  music: ["happy", "calm", "tender", "nostalgic", "energetic"],
  avatar: ["host"],
};

/** Changes one piece of the plan. */
export function PieceDialog({ onClose }: { onClose: () => void }) {
  const id = useRun((now) => now.editing);
  const piece = useRun((now) => planOf(now.run)?.spec.pieces.find((one) => one.id === now.editing));
  const busy = useRun((now) => now.busy !== "");
  const deeds = useDeeds();
  if (!piece) return null;
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { seconds, ...rest } = Object.fromEntries(new FormData(event.currentTarget)) as Record<
      string,
      string
    >;
    const operation = changed(piece, { ...rest, seconds: Number(seconds) });
    onClose();
    if (operation) await deeds.edit([operation], `${pieceName(id)} is changed`);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Change ${pieceName(id)}`}
      describes="Only what depends on a change is planned and priced anew."
      shape="side"
    >
      <form onSubmit={save} className="flex min-h-0 flex-1 flex-col">
        <div className="grid min-h-0 flex-1 content-start gap-4 overflow-y-auto px-5 pb-4">
          <Field label="Topic" name="topic">
            {(ids) => <Input {...ids} defaultValue={piece.topic} required maxLength={200} />}
          </Field>
          <Field
            label="Angle"
            name="angle"
            hint="What sets it apart from the others. Leave it empty to have one chosen."
          >
            {(ids) => <Textarea {...ids} rows={2} defaultValue={piece.angle} maxLength={300} />}
          </Field>
          <div className="grid grid-cols-2 gap-4">
            <Field label="Seconds" name="seconds">
              {(ids) => (
                <Input
                  {...ids}
                  type="number"
                  min={5}
                  max={180}
                  step={1}
                  required
                  defaultValue={piece.seconds}
                />
              )}
            </Field>
            <Field label="For" name="platform">
              {(ids) => <Options ids={ids} now={piece.platform} all={PLATFORM_NAMES} />}
            </Field>
            <Choice label="Voice" name="voice" now={piece.voice} all={VOICES} none="No voice" />
            <Choice label="Tone" name="tone" now={piece.tone} all={CHOICES.tone} />
            <Choice
              label="Presenter"
              name="avatar"
              now={piece.avatar}
              all={CHOICES.avatar}
              none="No presenter"
            />
            <Choice
              label="Captions"
              name="captions"
              now={piece.captions}
              all={CHOICES.captions}
              none="No captions"
            />
            <Choice label="Music" name="music" now={piece.music} all={CHOICES.music} none="No music" />
          </div>
        </div>
        <footer className="flex justify-end gap-2 border-line border-t px-5 py-3.5">
          <Button look="quiet" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" look="lamp" disabled={busy}>
            Change it
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

interface ChoiceProps {
  label: string;
  name: string;
  now: string | null;
  all: string[];
  none?: string;
}

function Choice({ label, name, now, all, none }: ChoiceProps) {
  const value = now ?? "none";
  const known = [...new Set([...(none ? ["auto"] : [""]), ...all, ...(none ? ["none"] : []), value])];
  const words = (one: string) =>
    one === "none" ? (none ?? "None") : one === "auto" || one === "" ? "Chosen for you" : sentence(one);
  return (
    <Field label={label} name={name}>
      {(ids) => (
        <Options ids={ids} now={value} all={known.map((one): [string, string] => [one, words(one)])} />
      )}
    </Field>
  );
}

interface OptionsProps {
  ids: { id: string; name: string };
  now: string;
  all: [string, string][];
}

function Options({ ids, now, all }: OptionsProps) {
  return (
    <Select {...ids} defaultValue={now}>
      {all.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </Select>
  );
}
