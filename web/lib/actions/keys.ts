"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type Outcome, settle } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { send } from "@/lib/api/server";
import { type Answered, typedOf, wrongOf } from "./form";

export type ApiKey = components["schemas"]["KeyView"];

const NewKey = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Name it after the program that will use it.")
    .max(80, "80 letters at most."),
  scopes: z.array(z.string()).min(1, "Tick at least one thing it may do."),
  days: z.enum(["", "30", "90", "365"]),
});

export async function createKey(_before: Answered<ApiKey>, form: FormData): Promise<Answered<ApiKey>> {
  const typed = typedOf(form, "name", "days");
  const read = NewKey.safeParse({ ...typed, scopes: form.getAll("scopes") });
  if (!read.success) return { fields: wrongOf(read.error), typed };
  const { name, scopes, days } = read.data;
  const body = { name, scopes, days: days ? Number(days) : null };
  const made = await settle(send("post", "/keys", { body }));
  if (!made.ok) return { problem: made.problem, typed };
  revalidatePath("/settings/keys");
  return { value: made.value };
}

/** Makes a key like another, which stays good for so many hours. */
export async function rotateKey(key: string, hours: number): Promise<Outcome<ApiKey>> {
  const made = await settle(
    send("post", "/keys/{key_id}/rotate", { at: { key_id: key }, body: { overlap_hours: hours } }),
  );
  if (made.ok) revalidatePath("/settings/keys");
  return made;
}

export async function revokeKey(key: string): Promise<Outcome<null>> {
  const done = await settle(send("delete", "/keys/{key_id}", { at: { key_id: key } }));
  if (!done.ok) return done;
  revalidatePath("/settings/keys");
  return { ok: true, value: null };
}
