"use client";

import { useRouter } from "next/navigation";
import { useActionState, useEffect, useState } from "react";
import { toast } from "@/components/shell/toasts";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import type { Answered } from "@/lib/actions/form";
import { type Post, planPost } from "@/lib/actions/posts";
import type { CalendarProps } from "./calendar";

interface PlanProps extends Pick<CalendarProps, "films" | "platforms" | "wanted"> {
  /** Empty where none was picked. */
  day: string;
  today: string;
  onClose: () => void;
}

const EVENING = "18:00";

/** Gives a finished video its moment. */
export function PlanDialog({ day: first, today, films, platforms, wanted, onClose }: PlanProps) {
  const router = useRouter();
  const [state, act, busy] = useActionState<Answered<Post>, FormData>(planPost, {});
  const [film, setFilm] = useState(wanted || films[0]?.id || "");
  const [platform, setPlatform] = useState(films.find((one) => one.id === film)?.platform ?? "");
  const [day, setDay] = useState(first || today);
  const [time, setTime] = useState(EVENING);
  const [text, setText] = useState({ value: "", own: false });
  const moment = new Date(`${day}T${time}`);
  const at = Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
  useEffect(() => {
    if (!state.value) return;
    toast("The post is planned.");
    onClose();
    router.refresh();
  }, [state, onClose, router]);
  useEffect(() => {
    const [run = "", piece = ""] = film.split("/");
    if (!run || text.own) return;
    const left = new AbortController();
    proposalOf(run, piece, left.signal).then(
      (value) => setText((now) => (now.own ? now : { value, own: false })),
      () => undefined,
    );
    return () => left.abort();
  }, [film, text.own]);
  const pick = (id: string) => {
    setFilm(id);
    setPlatform(films.find((one) => one.id === id)?.platform ?? platform);
  };
  return (
    <Dialog
      onClose={onClose}
      title="Plan a post"
      describes="Nothing is sent anywhere. When its moment comes, it is listed as due, with the file and the caption."
    >
      <form action={act} className="grid gap-4 overflow-y-auto px-5 pb-5" noValidate>
        <input type="hidden" name="at" value={at} />
        <Field label="Video" name="film" error={state.fields?.film}>
          {(ids) => (
            <Select {...ids} value={film} onChange={(event) => pick(event.target.value)}>
              {[...Map.groupBy(films, (one) => one.run)].map(([run, some]) => (
                <optgroup key={run} label={run}>
                  {some.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.title}
                    </option>
                  ))}
                </optgroup>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Platform" name="platform" error={state.fields?.platform}>
          {(ids) => (
            <Select {...ids} value={platform} onChange={(event) => setPlatform(event.target.value)}>
              {platforms.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <Field label="Day" name="day" error={state.fields?.at}>
            {(ids) => (
              <Input {...ids} type="date" value={day} onChange={(event) => setDay(event.target.value)} />
            )}
          </Field>
          <Field label="Time, on your clock" name="time">
            {(ids) => (
              <Input {...ids} type="time" value={time} onChange={(event) => setTime(event.target.value)} />
            )}
          </Field>
        </div>
        <Field label="Caption" name="text" error={state.fields?.text}>
          {(ids) => (
            <Textarea
              {...ids}
              rows={5}
              value={text.value}
              onChange={(event) => setText({ value: event.target.value, own: true })}
            />
          )}
        </Field>
        {state.problem && <Trouble problem={state.problem} />}
        <Button type="submit" look="lamp" disabled={busy} className="justify-self-end">
          {busy ? "Planning…" : "Plan it"}
        </Button>
      </form>
    </Dialog>
  );
}

/** The caption and hashtags that were written with a video. */
async function proposalOf(run: string, piece: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(`/bff/files/${encodeURIComponent(run)}/${encodeURIComponent(piece)}/post`, {
    signal,
  });
  if (!answer.ok) return "";
  const { caption = "", hashtags = [] } = (await answer.json()) as { caption?: string; hashtags?: string[] };
  const missing = hashtags
    .map((tag) => (tag.startsWith("#") ? tag : `#${tag}`))
    .filter((tag) => !caption.includes(tag));
  return [caption, missing.join(" ")].filter(Boolean).join("\n\n");
}
