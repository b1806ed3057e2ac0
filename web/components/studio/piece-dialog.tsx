"use client";

import { type FormEvent, useState } from "react";
import { Skeleton } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import type { Catalogue, PieceSpec } from "@/lib/api/types";
import { useCatalogue } from "@/lib/run/catalogue";
import { changed } from "@/lib/run/operations";
import { useRun } from "@/lib/run/store";
import { pieceName } from "@/lib/run/words";
import { useDeeds } from "./deeds";

/** Changes one piece of the plan. */
export function PieceDialog({ onClose }: { onClose: () => void }) {
  const id = useRun((now) => now.editing);
  const piece = useRun((now) => now.run.plan?.spec.pieces.find((one) => one.id === now.editing));
  const busy = useRun((now) => now.busy !== "");
  const choices = useCatalogue();
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
      onClose={onClose}
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
          {choices ? <Choices piece={piece} choices={choices} /> : <Skeleton className="h-80" />}
        </div>
        <footer className="flex justify-end gap-2 border-line border-t px-5 py-3.5">
          <Button look="quiet" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" look="lamp" disabled={busy || !choices}>
            Change it
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

const AUTO = { name: "auto", title: "Chosen for you" };

function Choices({ piece, choices }: { piece: PieceSpec; choices: Catalogue }) {
  const [language, setLanguage] = useState(piece.language);
  const [platform, setPlatform] = useState<string>(piece.platform);
  const limits = choices.platforms.find(({ name }) => name === platform);
  const presenters = choices.presenters.filter(({ name }) => name !== "none");
  return (
    <div className="grid grid-cols-2 items-start gap-4">
      <Field label="For" name="platform">
        {(ids) => <Options ids={ids} now={platform} all={choices.platforms} choose={setPlatform} />}
      </Field>
      <Field label="Seconds" name="seconds" hint={limits && `${limits.min_seconds} to ${limits.max_seconds}`}>
        {(ids) => (
          <Input
            {...ids}
            type="number"
            min={limits?.min_seconds ?? 5}
            max={limits?.max_seconds ?? 180}
            step={1}
            required
            defaultValue={piece.seconds}
          />
        )}
      </Field>
      <Field label="Language" name="language">
        {(ids) => <Options ids={ids} now={language} all={choices.languages} choose={setLanguage} />}
      </Field>
      <Choice
        key={language}
        label="Voice"
        name="voice"
        now={language === piece.language ? piece.voice : piece.voice && "auto"}
        all={[AUTO, ...voicesOf(choices, language)]}
        none="No voice"
      />
      <Choice
        label="Tone"
        name="tone"
        now={piece.tone}
        all={[{ name: "", title: "Chosen for you" }, ...choices.tones]}
      />
      <Choice
        label="Presenter"
        name="avatar"
        now={piece.avatar}
        all={[AUTO, ...presenters]}
        none="No presenter"
      />
      <Choice
        label="Captions"
        name="captions"
        now={piece.captions}
        all={[AUTO, ...choices.captions]}
        none="No captions"
      />
      <Choice label="Music" name="music" now={piece.music} all={[AUTO, ...choices.moods]} none="No music" />
    </div>
  );
}

interface Named {
  name: string;
  title: string;
  detail?: string;
}

/** Those that speak a language, and one's own, which speak any. */
const voicesOf = (choices: Catalogue, language: string): Named[] =>
  choices.voices
    .filter((one) => !one.language || one.language.split("-")[0] === language.split("-")[0])
    .map(detailed);

const detailed = ({ name, title, detail }: Named): Named => ({
  name,
  title: detail ? `${title}, ${detail}` : title,
});

interface ChoiceProps {
  label: string;
  name: string;
  now: string | null;
  all: Named[];
  none?: string;
}

function Choice({ label, name, now, all, none }: ChoiceProps) {
  const choices = none ? [...all, { name: "none", title: none }] : all;
  return (
    <Field label={label} name={name}>
      {(ids) => <Options ids={ids} now={now ?? "none"} all={choices} />}
    </Field>
  );
}

interface OptionsProps {
  ids: { id: string; name: string };
  now: string;
  all: Named[];
  choose?: (value: string) => void;
}

function Options({ ids, now, all, choose }: OptionsProps) {
  const known = all.some(({ name }) => name === now) ? all : [...all, { name: now, title: now }];
  return (
    <Select {...ids} defaultValue={now} onChange={(event) => choose?.(event.target.value)}>
      {known.map(({ name, title }) => (
        <option key={name} value={name}>
          {title}
        </option>
      ))}
    </Select>
  );
}
