"use client";

import { useEffect, useState } from "react";
import { TriangleAlert } from "@/components/forms/icons";
import { Part } from "@/components/forms/part";
import { Check } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import type { Brand } from "@/lib/actions/brand";
import { adviceOn, inkOn, isColour } from "@/lib/brand/contrast";
import { cn } from "@/lib/cn";
import type { Options } from "./room";

type Colours = NonNullable<Brand["colors"]>;
type Choices = NonNullable<Options["palettes"]>;

interface PaletteProps {
  colours: Colours | null;
  palettes: Choices;
  onChange: (colours: Colours | null) => void;
  error: string | undefined;
}

const PARTS = [
  { name: "ground", title: "Ground" },
  { name: "accent", title: "Accent" },
  { name: "second", title: "Second" },
  { name: "ink", title: "Text" },
] as const;

/** The colours: ready-made ones, or one's own, with what is hard to read told at once. */
export function Palette({ colours, palettes, onChange, error }: PaletteProps) {
  const same = (one: Choices[number]) =>
    colours?.ground === one.ground && colours.accent === one.accent && colours.second === one.second;
  return (
    <Part
      id="colours"
      title="Colours"
      told="Take a set, then change what you like. Whatever is hard to read is moved until it is read."
      side={
        colours && (
          <Button size="sm" onClick={() => onChange(null)}>
            Leave open
          </Button>
        )
      }
    >
      <ul
        aria-label="Sets of colours"
        className="grid grid-cols-[repeat(auto-fill,minmax(4.75rem,1fr))] gap-2"
      >
        {palettes.map((one) => (
          <li key={one.name}>
            <button
              type="button"
              aria-pressed={same(one)}
              onClick={() =>
                onChange({ ground: one.ground, accent: one.accent, second: one.second, ink: one.ink })
              }
              className={cn(
                "grid w-full gap-1.5 rounded-[10px] border border-line p-1.5 text-left text-xs hover:border-line-strong disabled:opacity-60",
                same(one) && "border-lamp shadow-[0_0_0_1px_var(--lamp)]",
              )}
            >
              <span
                aria-hidden
                className="flex h-9 items-end gap-1 rounded-[6px] p-1.5"
                style={{ background: one.ground }}
              >
                <span className="h-2 flex-1 rounded-full" style={{ background: one.accent }} />
                <span className="h-2 w-2.5 rounded-full" style={{ background: one.second }} />
              </span>
              <span className="truncate">{one.title}</span>
            </button>
          </li>
        ))}
      </ul>
      {colours ? (
        <>
          <div className="mt-5 grid grid-cols-2 gap-4 sm:grid-cols-4">
            {PARTS.map(({ name, title }) => (
              <Colour
                key={name}
                title={title}
                value={colours[name] ?? (name === "ink" ? inkOn(colours.ground) : colours.accent)}
                onChange={(value) => onChange({ ...colours, [name]: value })}
              />
            ))}
          </div>
          <ul aria-label="How well it is read" className="mt-4 grid gap-1.5">
            {adviceOn(colours).map((advice) => (
              <li key={advice.pair} className="flex flex-wrap items-center gap-2 text-[13px]">
                {advice.enough ? (
                  <Check aria-hidden className="size-4 text-fine" />
                ) : (
                  <TriangleAlert aria-hidden className="size-4 text-tally" />
                )}
                <span>
                  {advice.pair} {advice.words}
                </span>
                {advice.better && (
                  <span className="inline-flex items-center gap-1.5">
                    <span
                      aria-hidden
                      className="size-4 rounded border border-line"
                      style={{ background: advice.better }}
                    />
                    <code className="timecode text-xs">{advice.better}</code>
                  </span>
                )}
                <span className="timecode text-soft text-xs">{advice.ratio.toFixed(1)} : 1</span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className="mt-4 text-[13px] text-soft">
          Left open: each video gets colours that suit what it is about. The preview shows one of them.
        </p>
      )}
      {error && (
        <p role="alert" className="mt-2 text-[13px] text-tally">
          {error}
        </p>
      )}
    </Part>
  );
}

interface ColourProps {
  title: string;
  value: string;
  onChange: (value: string) => void;
}

function Colour({ title, value, onChange }: ColourProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const wrong = !isColour(typed);
  return (
    <div className="grid gap-1.5">
      <span className="font-medium text-[13px]">{title}</span>
      <div className="flex gap-2">
        <input
          type="color"
          aria-label={`${title} colour`}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="h-10 w-11 shrink-0 cursor-pointer rounded-[var(--radius)] border border-line-strong/60 bg-raised p-1"
        />
        <Input
          aria-label={`${title} colour, written`}
          aria-invalid={wrong || undefined}
          value={typed}
          maxLength={7}
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
            if (isColour(event.target.value)) onChange(event.target.value.toLowerCase());
          }}
          className="timecode min-w-0 px-2 text-[13px]"
        />
      </div>
      {wrong && <p className="text-[13px] text-tally">Write it as #1a2b3c.</p>}
    </div>
  );
}
