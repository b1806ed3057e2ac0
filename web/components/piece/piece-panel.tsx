"use client";

import { PenLine } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { type PieceField, setPiece } from "@/lib/piece/draft";
import { baseOf, usePiece, usePieceStore } from "@/lib/piece/store";
import type { Options } from "@/lib/piece/types";
import { sentence, toolWords } from "@/lib/run/words";
import { usePieceDeeds } from "./deeds";

interface Choice {
  name: string;
  title: string;
  detail?: string;
}

const CHOICES: {
  field: PieceField;
  label: string;
  none: string;
  hint: string;
  all: (o: Options) => Choice[];
}[] = [
  {
    field: "voice",
    label: "Voice",
    none: "No voice",
    hint: "Speaks every line anew.",
    all: (o) => o.voices,
  },
  {
    field: "avatar",
    label: "Presenter",
    none: "No presenter",
    hint: "Who is seen speaking.",
    all: (o) => o.presenters,
  },
  {
    field: "captions",
    label: "Captions",
    none: "No captions",
    hint: "How words show while they are said.",
    all: (o) => o.captions,
  },
  { field: "music", label: "Music", none: "No music", hint: "What plays underneath.", all: (o) => o.moods },
];

/** What holds for all scenes of the piece. */
export function PiecePanel() {
  const store = usePieceStore();
  const run = usePiece((now) => now.run);
  const piece = usePiece((now) => now.piece);
  const options = usePiece((now) => now.options);
  const typed = usePiece((now) => now.draft.piece);
  const busy = usePiece((now) => now.busy !== "" || now.carrying);
  const deeds = usePieceDeeds();
  const was = baseOf({ run, piece }).piece;
  return (
    <div className="grid max-w-2xl gap-5">
      <div>
        <h2 className="font-semibold text-lg tracking-tight">Whole piece</h2>
        <p className="text-pretty text-sm text-soft">
          {piece.topic}
          {piece.angle && `, ${piece.angle}`}. Only what depends on a change is made anew; you see the price
          first.
        </p>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        {CHOICES.map(({ field, label, none, hint, all }) => {
          const value = typed[field] ?? was[field];
          const known = choices(options ? all(options) : [], value, none);
          return (
            <Field key={field} label={label} name={`piece-${field}`} hint={hint}>
              {(ids) => (
                <Select
                  {...ids}
                  value={value}
                  className={typed[field] === undefined ? undefined : "border-lamp"}
                  onChange={(event) =>
                    store.setState(({ draft }) => ({
                      draft: setPiece(draft, field, event.target.value, was[field]),
                    }))
                  }
                >
                  {known.map(({ name, title, detail }) => (
                    <option key={name} value={name}>
                      {detail ? `${title}: ${detail}` : title}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          );
        })}
      </div>
      {piece.scenes.length > 0 && (
        <section className="flex flex-wrap items-center gap-3 border-line border-t pt-5">
          <div className="min-w-0 flex-1 basis-64">
            <h3 className="font-medium text-sm">Other words</h3>
            <p className="text-pretty text-[13px] text-soft">
              Have the script written anew. Locked scenes stay as they are.
            </p>
          </div>
          <Button
            size="sm"
            disabled={busy}
            onClick={() => deeds.redo({ op: "rewrite_script", piece: piece.id })}
          >
            <PenLine aria-hidden /> Write it anew
          </Button>
        </section>
      )}
      <MadeBy />
    </div>
  );
}

function choices(all: Choice[], value: string, none: string): Choice[] {
  const known = [...all, { name: "none", title: none }];
  return known.some(({ name }) => name === value)
    ? known
    : [{ name: value, title: sentence(value) }, ...known];
}

function MadeBy() {
  const piece = usePiece((now) => now.piece);
  const rows = Object.entries(piece.made_by);
  if (rows.length === 0) return null;
  return (
    <section className="border-line border-t pt-5">
      <h3 className="mb-2 font-medium text-sm">Who made it</h3>
      <dl className="grid gap-1.5 text-[13px] sm:grid-cols-2 sm:gap-x-8">
        {rows.map(([tool, by]) => (
          <div key={tool} className="flex justify-between gap-3">
            <dt className="text-soft">{toolWords(tool).name}</dt>
            <dd className="truncate" title={by}>
              {by || "the studio itself"}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
