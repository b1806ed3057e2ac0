"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type Outcome, settle } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { send } from "@/lib/api/server";
import { type Answered, typedOf, wrongOf } from "./form";

export type Post = components["schemas"]["PostView"];
type Change = components["schemas"]["Change"];
type Platform = Post["platform"];

const Planned = z.object({
  film: z.string().regex(/^[^/]+\/[^/]+$/, "Pick the video to publish."),
  platform: z.string().min(1, "Pick where it goes."),
  at: z.iso.datetime({ offset: true, error: "Say on which day and at what time." }),
  text: z.string().max(10_000, "That is too long: 10,000 letters at most."),
});

/** Plans the publication of a finished video. */
export async function planPost(_before: Answered<Post>, form: FormData): Promise<Answered<Post>> {
  const typed = typedOf(form, "film", "platform", "at", "text");
  const read = Planned.safeParse(typed);
  if (!read.success) return { fields: wrongOf(read.error), typed };
  const { film, platform, at, text } = read.data;
  const [run = "", piece = ""] = film.split("/");
  const made = await settle(
    send("post", "/posts", { body: { run, piece, at, platform: platform as Platform, text } }),
  );
  if (!made.ok) return { problem: made.problem, typed };
  revalidatePath("/calendar");
  return { value: made.value };
}

export async function changePost(post: string, change: Change): Promise<Outcome<Post>> {
  const done = await settle(send("patch", "/posts/{post_id}", { at: { post_id: post }, body: change }));
  if (done.ok) revalidatePath("/calendar");
  return done;
}

export async function removePost(post: string): Promise<Outcome<null>> {
  const done = await settle(send("delete", "/posts/{post_id}", { at: { post_id: post } }));
  if (!done.ok) return done;
  revalidatePath("/calendar");
  return { ok: true, value: null };
}
