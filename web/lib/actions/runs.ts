"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type Outcome, settle } from "@/lib/api/problem";
import { send } from "@/lib/api/server";
import type { FormState } from "./auth";

const NewBrief = z.object({
  text: z
    .string()
    .trim()
    .min(3, "Say what you want in a few words.")
    .max(20_000, "That is too long: 20,000 letters at most."),
  key: z.uuid(),
});

/** Hands a brief over to be planned and opens its page; sent twice with one key it is one run. */
export async function order(_before: FormState, form: FormData): Promise<FormState> {
  const typed = { text: String(form.get("text") ?? "") };
  const read = NewBrief.safeParse(Object.fromEntries(form));
  if (!read.success) return { fields: { text: read.error.issues[0]?.message ?? "" }, typed };
  const made = await settle(
    send("post", "/briefs", { body: { text: read.data.text, seed: 0 }, key: read.data.key }),
  );
  if (!made.ok) return { problem: made.problem, typed };
  redirect(`/studio/${made.value.run_id}`);
}

type Said = Promise<Outcome<null>>;

export async function approve(run: string, key: string, version?: number): Said {
  return told(
    send("post", "/runs/{run_id}/approve", { at: { run_id: run }, key, body: version ? { version } : {} }),
  );
}

export async function cancel(run: string): Said {
  return told(send("post", "/runs/{run_id}/cancel", { at: { run_id: run } }));
}

export async function resume(run: string, key: string): Said {
  return told(send("post", "/runs/{run_id}/resume", { at: { run_id: run }, key }));
}

async function told(work: Promise<unknown>): Said {
  const found = await settle(work);
  if (found.ok) revalidatePath("/", "layout");
  return found.ok ? { ok: true, value: null } : found;
}
