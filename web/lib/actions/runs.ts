"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type Outcome, settle } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { send } from "@/lib/api/server";
import type { FormState } from "./auth";
import { wrongOf } from "./form";

/** A choice that may be left open. */
const open = z
  .string()
  .max(80)
  .optional()
  .transform((chosen) => chosen || null);

const amount = (told: string, least: number, most: number) =>
  z
    .string()
    .optional()
    .transform((typed) => (typed?.trim() ? Number(typed.replace(",", ".")) : null))
    .refine((value) => value === null || (value >= least && value <= most), told);

const NewBrief = z.object({
  text: z
    .string()
    .trim()
    .min(3, "Say what you want in a few words.")
    .max(20_000, "That is too long: 20,000 letters at most."),
  key: z.uuid(),
  media: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(60, "60 files at most: take some out."),
  source: z.union([
    z.literal(""),
    z.url({ protocol: /^https?$/, error: "Give a whole address that begins with https://." }).max(2000),
  ]),
  script: z.string().max(20_000, "The script is too long: 20,000 letters at most."),
  brand: z.enum(["on", "off"]).catch("on"),
  platform: open,
  language: open,
  voice: open,
  avatar: open,
  captions: open,
  seconds: amount("A length from 1 to 3600 seconds.", 1, 3600),
  budget_usd: amount("An amount in dollars, 0 or more.", 0, 100_000),
});

type Brief = components["schemas"]["NewBrief"];

/** Hands a brief over to be planned and opens its page; sent twice with one key it is one run. */
export async function order(_before: FormState, form: FormData): Promise<FormState> {
  const typed = { text: String(form.get("text") ?? "") };
  const read = NewBrief.safeParse({
    source: "",
    script: "",
    ...Object.fromEntries(form),
    media: form.getAll("media"),
  });
  if (!read.success) return { fields: wrongOf(read.error), typed };
  const { key, brand, ...asked } = read.data;
  const body = { ...asked, brand: brand === "on", seed: 0 } as Brief;
  const made = await settle(send("post", "/briefs", { body, key }));
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
