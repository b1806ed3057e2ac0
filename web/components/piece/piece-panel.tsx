"use client";

import { Palette } from "@/components/icons";
import { AudioLines, Music, PenLine } from "@/components/piece/icons";
import { Field, Select } from "@/components/ui/field";
import type { Catalogue } from "@/lib/api/types";
import { type PieceField, setPiece } from "@/lib/piece/draft";
import { baseOf, usePiece, usePieceStore } from "@/lib/piece/store";
import { WATCHING } from "@/lib/run/store";
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
  all: (o: Catalogue) => Choice[];
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
  const watching = usePiece((now) => now.busy === WATCHING);
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
                  disabled={watching}
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
      {piece.scenes.length > 0 && <Again />}
      <MadeBy />
    </div>
  );
}

const AGAIN = [
  {
    tool: "script",
    name: "Other words",
    words: "The script is written anew. Locked scenes stay as they are.",
    icon: PenLine,
  },
  {
    tool: "visuals",
    name: "Another look",
    words: "Other colours, layout and movement, the same words.",
    icon: Palette,
  },
  { tool: "voice", name: "Say it again", words: "Another take of the voice.", icon: AudioLines },
  { tool: "music", name: "Other music", words: "Another track of the same mood.", icon: Music },
] as const;

/** What can be made again for all scenes at once. */
function Again() {
  const id = usePiece((now) => now.piece.id);
  const run = usePiece((now) => now.run);
  const busy = usePiece((now) => now.busy !== "" || now.carrying);
  const deeds = usePieceDeeds();
  const planned = new Set(run.plan?.steps.map((step) => step.id));
  return (
    <section className="border-line border-t pt-5">
      <h3 className="font-medium text-sm">Make again</h3>
      <ul className="mt-2 grid gap-2 sm:grid-cols-2">
        {AGAIN.filter(({ tool }) => planned.has(`${id}.${tool}`)).map(({ tool, name, words, icon: Icon }) => (
          <li key={tool}>
            <button
              type="button"
              disabled={busy}
              onClick={() => deeds.redo({ op: "redo_step", step: `${id}.${tool}` })}
              className="flex size-full items-center gap-3.5 rounded-[12px] border border-line bg-raised px-4 py-3 text-left enabled:hover:border-line-strong disabled:opacity-50"
            >
              <Icon aria-hidden className="size-5 shrink-0 text-lamp" />
              <span>
                <span className="block font-medium text-sm">{name}</span>
                <span className="block text-pretty text-[13px] text-soft">{words}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
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
