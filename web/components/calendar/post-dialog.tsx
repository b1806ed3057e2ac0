"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Link } from "@/components/link";
import { toast } from "@/components/shell/toasts";
import { Trouble } from "@/components/trouble";
import { Tag } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Textarea } from "@/components/ui/field";
import { changePost, type Post } from "@/lib/actions/posts";
import type { Problem } from "@/lib/api/problem";
import { dayTitle, placeOf } from "@/lib/calendar/month";
import { STATES, TONES } from "@/lib/calendar/words";
import { platformName } from "@/lib/run/words";
import { Publish } from "./publish";

interface PostProps {
  post: Post;
  zone: string;
  may: boolean;
  onRemove: () => void;
  onClose: () => void;
}

/** One post: its moment and words, and what is to be done with it. */
export function PostDialog({ post, zone, may, onRemove, onClose }: PostProps) {
  const router = useRouter();
  const at = placeOf(post.at, zone);
  const [day, setDay] = useState(at.day);
  const [time, setTime] = useState(at.time);
  const [text, setText] = useState(post.text);
  const [problem, setProblem] = useState<Problem>();
  const [busy, start] = useTransition();
  const changed = day !== at.day || time !== at.time || text !== post.text;
  const save = () =>
    start(async () => {
      const moment = new Date(`${day}T${time}`);
      if (Number.isNaN(moment.getTime()))
        return setProblem({
          status: 422,
          error: "invalid",
          detail: "Say on which day and at what time.",
          hint: "",
        });
      const done = await changePost(post.id, { at: moment.toISOString(), text });
      if (!done.ok) return setProblem(done.problem);
      toast("The post is changed.");
      onClose();
      router.refresh();
    });
  return (
    <Dialog
      onClose={onClose}
      title={post.title || "Removed video"}
      describes={`${platformName(post.platform)}, ${dayTitle(at.day)} at ${at.time}`}
    >
      <div className="grid gap-4 overflow-y-auto px-5 pb-5">
        <div className="flex flex-wrap items-center gap-2">
          <Tag tone={TONES[post.state]}>{STATES[post.state]}</Tag>
          <Link href={`/studio/${post.run}`} className="text-lamp text-sm underline underline-offset-4">
            Where it was made
          </Link>
        </div>
        <Publish post={post} may={may} />
        <fieldset disabled={!may} className="grid gap-4">
          <div className="grid gap-3 sm:grid-cols-2">
            <Field label="Day" name="day">
              {(ids) => (
                <Input {...ids} type="date" value={day} onChange={(event) => setDay(event.target.value)} />
              )}
            </Field>
            <Field label="Time" name="time">
              {(ids) => (
                <Input {...ids} type="time" value={time} onChange={(event) => setTime(event.target.value)} />
              )}
            </Field>
          </div>
          <Field label="Caption" name="text">
            {(ids) => (
              <Textarea {...ids} rows={5} value={text} onChange={(event) => setText(event.target.value)} />
            )}
          </Field>
        </fieldset>
        {problem && <Trouble problem={problem} />}
        {may && (
          <div className="flex flex-wrap justify-between gap-2">
            <Button look="danger" onClick={onRemove}>
              Take out
            </Button>
            <Button look="lamp" disabled={busy || !changed} onClick={save}>
              {busy ? "Saving…" : "Save"}
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
