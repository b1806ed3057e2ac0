"use client";

import { useEffect, useState, useTransition } from "react";
import { Part } from "@/components/forms/part";
import { VoiceField } from "@/components/forms/voice-field";
import { toast } from "@/components/shell/toasts";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { type Brand, saveBrand, type Wish } from "@/lib/actions/brand";
import type { Problem } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { LogoField } from "./logo-field";
import { Palette } from "./palette";
import { Preview } from "./preview";

export type Options = components["schemas"]["Catalogue"];

interface RoomProps {
  brand: Brand;
  options: Options;
  may: boolean;
}

const LOST = "You have changes that are not saved.";

/** The brand, and a frame that shows it as it is set. */
export function BrandRoom({ brand, options, may }: RoomProps) {
  const [kept, setKept] = useState(brand);
  const [wish, setWish] = useState<Brand>(brand);
  const [fields, setFields] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<Problem>();
  const [busy, start] = useTransition();
  const changed = JSON.stringify(bare(wish)) !== JSON.stringify(bare(kept));
  const set = (change: Partial<Brand>) => setWish((now) => ({ ...now, ...change }));
  useEffect(() => {
    if (!changed) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [changed]);
  const save = (next: Brand, before: Brand, undoable = true) =>
    start(async () => {
      const done = await saveBrand(bare(next));
      setFields((!done.ok && done.fields) || {});
      if (!done.ok) return setProblem(done.problem);
      setProblem(undefined);
      setKept(done.value);
      setWish(done.value);
      toast(
        undoable ? "Saved for the next briefs." : "As it was before.",
        "plain",
        undoable ? { name: "Undo", run: () => save(before, before, false) } : undefined,
      );
    });
  const colours = wish.colors ?? options.palettes?.[0];
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_280px]">
      <div className="lg:sticky lg:top-20 lg:order-2">
        {colours && (
          <Preview
            look={{
              ground: colours.ground,
              accent: colours.accent,
              second: colours.second ?? null,
              ink: colours.ink ?? null,
              font: wish.font ?? "clean",
              captions: wish.captions ?? "karaoke",
              presenter: wish.presenter !== "none",
              logo: wish.logo ? wish.logo_url : "",
              handle: wish.handle ?? "",
              signOff: wish.sign_off ?? "",
            }}
          />
        )}
      </div>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save(wish, kept);
        }}
        className="grid min-w-0 gap-5"
      >
        <fieldset disabled={!may} className="contents">
          <Palette
            colours={wish.colors ?? null}
            palettes={options.palettes ?? []}
            onChange={(colors) => set({ colors })}
            error={fields.colors}
          />
          <Part id="letters" title="Letters and captions">
            <div className="grid items-start gap-4 sm:grid-cols-2">
              <Chosen
                label="Letters"
                name="font"
                value={wish.font}
                choices={options.fonts}
                onChange={(font) => set({ font: font as Brand["font"] })}
              />
              <Chosen
                label="Captions"
                name="captions"
                value={wish.captions}
                choices={options.captions}
                onChange={(captions) => set({ captions: captions as Brand["captions"] })}
              />
            </div>
          </Part>
          <Part
            id="speaks"
            title="Who speaks"
            told="A voice speaks its own language only: pieces in another one get the usual choice."
          >
            <div className="grid items-start gap-4 sm:grid-cols-2">
              <VoiceField
                name="voice"
                value={wish.voice ?? ""}
                open="As each video needs"
                options={options}
                onChange={(voice) => set({ voice: voice || null })}
              />
              <Chosen
                label="Presenter"
                name="presenter"
                value={wish.presenter}
                choices={[...options.presenters, { name: "none", title: "None", detail: "nobody is seen" }]}
                onChange={(presenter) => set({ presenter })}
              />
            </div>
          </Part>
          <Part
            id="mark"
            title="Your mark"
            told="Small, above what is shown; the sign-off stands on the last scene."
          >
            <div className="grid gap-5">
              <LogoField
                logo={wish.logo ? wish.logo_url : ""}
                onChange={(found) => set({ logo: found?.id ?? null, logo_url: found?.url ?? "" })}
              />
              <div className="grid items-start gap-4 sm:grid-cols-2">
                <Field label="Handle" name="handle" error={fields.handle}>
                  {(ids) => (
                    <Input
                      {...ids}
                      value={wish.handle}
                      maxLength={41}
                      placeholder="@ada.moves"
                      onChange={(event) => set({ handle: event.target.value })}
                    />
                  )}
                </Field>
                <Field
                  label="Sign-off"
                  name="sign_off"
                  hint={`${80 - (wish.sign_off ?? "").length} letters left`}
                  error={fields.sign_off}
                >
                  {(ids) => (
                    <Input
                      {...ids}
                      value={wish.sign_off}
                      maxLength={81}
                      placeholder="Follow for a move a day"
                      onChange={(event) => set({ sign_off: event.target.value })}
                    />
                  )}
                </Field>
              </div>
            </div>
          </Part>
        </fieldset>
        {problem && <Trouble problem={problem} />}
        <div className="sticky bottom-0 z-10 sm:bottom-4 -mx-4 flex items-center gap-3 border-line border-t bg-bg/90 px-4 py-3 backdrop-blur-md sm:mx-0 sm:rounded-[14px] sm:border">
          <p role="status" className="min-w-0 flex-1 text-[13px] text-soft">
            {may ? (changed ? LOST : "The next brief uses this brand.") : "As a viewer you cannot change it."}
          </p>
          {changed && (
            <Button
              onClick={() => {
                setWish(kept);
                setFields({});
              }}
            >
              Drop
            </Button>
          )}
          <Button type="submit" look="lamp" disabled={busy || !changed || !may}>
            {busy ? "Saving…" : "Save brand"}
          </Button>
        </div>
      </form>
    </div>
  );
}

interface ChosenProps {
  label: string;
  name: string;
  value: string | null | undefined;
  choices: readonly { name: string; title: string; detail?: string }[];
  onChange: (name: string | null) => void;
}

function Chosen({ label, name, value, choices, onChange }: ChosenProps) {
  const detail = choices.find((one) => one.name === value)?.detail;
  return (
    <Field label={label} name={name} hint={detail || "Left open: each video gets what suits it."}>
      {(ids) => (
        <Select {...ids} value={value ?? ""} onChange={(event) => onChange(event.target.value || null)}>
          <option value="">As each video needs</option>
          {choices.map((one) => (
            <option key={one.name} value={one.name}>
              {one.title}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

const bare = ({ logo_url, ...wish }: Brand): Wish => wish;
