"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { settle } from "@/lib/api/problem";
import { send } from "@/lib/api/server";
import { forget, keep } from "@/lib/auth/session";
import { said } from "@/lib/said";
import { type Answered, typedOf, wrongOf } from "./form";

const Name = z.object({
  name: z.string().trim().min(1, "Type the name you go by.").max(80, "80 letters at most."),
});

const NewPassword = z
  .object({
    email: z.string(),
    workspace: z.string(),
    old: z.string().min(1, "Type the password you use now."),
    fresh: z.string().min(12, "At least 12 characters; a few words are easy to remember."),
    again: z.string(),
  })
  .refine((typed) => typed.fresh === typed.again, {
    path: ["again"],
    message: "The two are not the same; type it once more.",
  });

export async function rename(_before: Answered, form: FormData): Promise<Answered> {
  const typed = typedOf(form, "name");
  const read = Name.safeParse(Object.fromEntries(form));
  if (!read.success) return { fields: wrongOf(read.error), typed };
  const done = await settle(send("patch", "/auth/me", { body: read.data }));
  if (!done.ok) return { problem: done.problem, typed };
  revalidatePath("/", "layout");
  return { value: true, typed };
}

/** Changes the password, which ends every sign-in, and signs this browser in anew. */
export async function changePassword(_before: Answered, form: FormData): Promise<Answered> {
  const read = NewPassword.safeParse(Object.fromEntries(form));
  if (!read.success) return { fields: wrongOf(read.error) };
  const { old, fresh, email, workspace } = read.data;
  const done = await settle(send("post", "/auth/password", { body: { old, new: fresh } }));
  if (!done.ok) {
    const { detail, hint } = done.problem;
    if (detail.includes("old password")) return { fields: { old: "That is not your password. Try again." } };
    if (done.problem.error === "bad_request") return { fields: { fresh: said({ detail, hint }) } };
    return { problem: done.problem };
  }
  const back = await settle(send("post", "/auth/login", { body: { email, password: fresh, workspace } }));
  if (!back.ok) redirect("/login");
  await keep(back.value);
  return { value: true };
}

export async function signOutEverywhere(): Promise<void> {
  await settle(send("post", "/auth/logout-everywhere"));
  await forget();
  redirect("/login");
}
