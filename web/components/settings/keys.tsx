"use client";

import { useActionState, useId, useState, useTransition } from "react";
import { Ask } from "@/components/forms/ask";
import { Once } from "@/components/forms/copy";
import { KeyRound } from "@/components/forms/icons";
import { Line, Lines } from "@/components/forms/part";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import type { Answered } from "@/lib/actions/form";
import { type ApiKey, createKey, revokeKey, rotateKey } from "@/lib/actions/keys";
import type { Problem } from "@/lib/api/problem";
import { ago, day } from "@/lib/format";
import type { Area } from "@/lib/settings/words";

export function KeyList({ keys, now }: { keys: ApiKey[]; now: number }) {
  if (keys.length === 0)
    return (
      <div className="flex items-center gap-4 text-sm text-soft">
        <KeyRound aria-hidden className="size-5 shrink-0 text-line-strong" />
        <p>No program has a key yet. Make one below, and its secret is shown to you once.</p>
      </div>
    );
  return (
    <Lines label="API keys">
      {keys.map((key) => (
        <Line key={key.id}>
          <span className="min-w-0 flex-1 basis-56">
            <span className="flex items-baseline gap-2">
              <span className="truncate font-medium text-sm">{key.name}</span>
              <code className="timecode text-soft text-xs">{key.start}…</code>
            </span>
            <span className="block text-[13px] text-soft">
              {key.last_used ? `used ${ago(key.last_used, now)}` : "never used"} · made {day(key.created)}
              {key.expires && ` · ends ${day(key.expires)}`}
            </span>
            <span className="mt-1 flex flex-wrap gap-1">
              {key.scopes.map((scope) => (
                <code key={scope} className="timecode rounded bg-well px-1.5 py-px text-[11px] text-soft">
                  {scope}
                </code>
              ))}
            </span>
          </span>
          <span className="flex gap-2">
            <Rotate apiKey={key} />
            <Ask
              label={
                <>
                  Revoke<span className="sr-only"> {key.name}</span>
                </>
              }
              title={`Revoke ${key.name}?`}
              describes="Programs that use it are refused from this moment on. This cannot be undone."
              yes="Revoke key"
              work={() => revokeKey(key.id)}
            />
          </span>
        </Line>
      ))}
    </Lines>
  );
}

const OVERLAPS = [
  { hours: 24, words: "for another day" },
  { hours: 168, words: "for another week" },
  { hours: 1, words: "for another hour" },
  { hours: 0, words: "no longer: it ends now" },
];

function Rotate({ apiKey }: { apiKey: ApiKey }) {
  const [open, setOpen] = useState(false);
  const [busy, start] = useTransition();
  const [made, setMade] = useState<ApiKey>();
  const [problem, setProblem] = useState<Problem>();
  const [hours, setHours] = useState(24);
  const go = () =>
    start(async () => {
      const found = await rotateKey(apiKey.id, hours);
      if (found.ok) setMade(found.value);
      else setProblem(found.problem);
    });
  return (
    <>
      <Button
        size="sm"
        onClick={() => {
          setMade(undefined);
          setProblem(undefined);
          setOpen(true);
        }}
      >
        Rotate<span className="sr-only"> {apiKey.name}</span>
      </Button>
      {open && (
        <Dialog
          onClose={() => setOpen(false)}
          title={`A new secret for ${apiKey.name}`}
          describes="You get a key that may do the same. The old one stays good for a while, so that nothing stops while you change it."
        >
          <div className="grid gap-4 px-5 pb-5">
            {made ? (
              <Once text={made.secret} what="secret">
                This is the new secret. Copy it now: it is shown this one time.
              </Once>
            ) : (
              <Field label="The old key stays good" name="overlap">
                {(ids) => (
                  <Select {...ids} value={hours} onChange={(event) => setHours(Number(event.target.value))}>
                    {OVERLAPS.map((one) => (
                      <option key={one.words} value={one.hours}>
                        {one.words}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
            )}
            {problem && <Trouble problem={problem} />}
            <div className="flex justify-end gap-2">
              {made ? (
                <Button look="lamp" onClick={() => setOpen(false)}>
                  I have copied it
                </Button>
              ) : (
                <Button look="lamp" disabled={busy} onClick={go}>
                  {busy ? "Making it…" : "Make new secret"}
                </Button>
              )}
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}

const LASTING = [
  { days: "", words: "until revoked" },
  { days: "30", words: "30 days" },
  { days: "90", words: "90 days" },
  { days: "365", words: "a year" },
];

export function KeyForm({ areas }: { areas: Area[] }) {
  const [state, act, busy] = useActionState<Answered<ApiKey>, FormData>(createKey, {});
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(["runs:read"]));
  const told = useId();
  const turn = (scope: string) =>
    setTicked((now) => {
      const next = new Set(now);
      if (!next.delete(scope)) next.add(scope);
      return next;
    });
  return (
    <form action={act} className="grid gap-5" noValidate>
      {state.value && (
        <Once text={state.value.secret} what="secret">
          The secret of <strong>{state.value.name}</strong>. Copy it now: it is shown this one time.
        </Once>
      )}
      <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_11rem]">
        <Field label="Name of the key" name="name" error={state.fields?.name}>
          {(ids) => (
            <Input
              {...ids}
              key={state.value?.id ?? state.typed?.name}
              defaultValue={state.typed?.name}
              placeholder="Nightly uploader"
            />
          )}
        </Field>
        <Field label="Good for" name="days">
          {(ids) => (
            <Select {...ids} key={state.typed?.days} defaultValue={state.typed?.days ?? ""}>
              {LASTING.map((one) => (
                <option key={one.words} value={one.days}>
                  {one.words}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <fieldset aria-describedby={state.fields?.scopes ? told : undefined}>
        <legend className="mb-1.5 font-medium text-[13px]">It may</legend>
        <div className="grid gap-x-8 sm:grid-cols-2">
          {areas.map((area) => (
            <div key={area.name} className="flex min-h-10 items-center gap-4 border-line border-b text-sm">
              <span className="min-w-0 flex-1 text-soft">{area.title}</span>
              {area.scopes.map((scope) => (
                <label key={scope.name} className="flex items-center gap-1.5 py-2">
                  <input
                    type="checkbox"
                    name="scopes"
                    value={scope.name}
                    aria-label={`${area.title}: ${scope.deed}`}
                    checked={ticked.has(scope.name)}
                    onChange={() => turn(scope.name)}
                    className="size-4 accent-lamp"
                  />
                  {scope.deed}
                </label>
              ))}
            </div>
          ))}
        </div>
        {state.fields?.scopes && (
          <p id={told} className="mt-2 text-[13px] text-tally">
            {state.fields.scopes}
          </p>
        )}
      </fieldset>
      {state.problem && <Trouble problem={state.problem} />}
      <Button type="submit" look="lamp" disabled={busy} className="justify-self-start">
        {busy ? "Making it…" : "Make key"}
      </Button>
    </form>
  );
}
