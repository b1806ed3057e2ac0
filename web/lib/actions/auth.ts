"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type Problem, settle } from "@/lib/api/problem";
import { send } from "@/lib/api/server";
import { REFRESH, THEME } from "@/lib/auth/cookies";
import { inside } from "@/lib/auth/inside";
import { rotation } from "@/lib/auth/rotate";
import { forget, keep } from "@/lib/auth/session";

export interface FormState {
  /** What is wrong with a field, by its name. */
  fields?: Record<string, string>;
  problem?: Problem;
  /** What was typed, so that it need not be typed again. */
  typed?: Record<string, string>;
}

const Login = z.object({
  email: z.email("That does not look like an e-mail address."),
  password: z.string().min(1, "Type your password."),
});

const Registration = Login.extend({
  name: z.string().max(80, "That is a long name: 80 letters at most.").default(""),
  password: z.string().min(12, "At least 12 characters; a few words are easy to remember."),
});

export async function signIn(_before: FormState, form: FormData): Promise<FormState> {
  const typed = { email: String(form.get("email") ?? "") };
  const read = Login.safeParse(Object.fromEntries(form));
  if (!read.success) return { fields: firstOf(read.error), typed };
  const found = await settle(send("post", "/auth/login", { body: { ...read.data, workspace: "" } }));
  if (!found.ok) return { problem: found.problem, typed };
  await keep(found.value);
  redirect(inside(form.get("next")) as "/");
}

export async function register(_before: FormState, form: FormData): Promise<FormState> {
  const typed = { email: String(form.get("email") ?? ""), name: String(form.get("name") ?? "") };
  const read = Registration.safeParse(Object.fromEntries(form));
  if (!read.success) return { fields: firstOf(read.error), typed };
  const found = await settle(send("post", "/auth/register", { body: { ...read.data, workspace: "" } }));
  if (!found.ok) return { problem: found.problem, typed };
  await keep(found.value);
  redirect(inside(form.get("next")) as "/");
}

export async function signOut(): Promise<void> {
  await settle(send("post", "/auth/logout"));
  await forget();
  redirect("/login");
}

/** Goes on in another workspace of the same person. */
export async function enter(workspace: string): Promise<Problem | undefined> {
  const refresh = (await cookies()).get(REFRESH)?.value ?? "";
  const found = await settle(rotation.spend(refresh, workspace));
  if (!found.ok) return found.problem;
  await keep(found.value);
  redirect("/");
}

/** The same by a form; who may not go there is led to the sign-in. */
export async function goTo(form: FormData): Promise<void> {
  if (await enter(String(form.get("workspace") ?? ""))) redirect("/login");
}

export async function setTheme(theme: "light" | "dark" | "system"): Promise<void> {
  const jar = await cookies();
  if (theme === "system") jar.delete(THEME);
  else jar.set(THEME, theme, { path: "/", sameSite: "lax", maxAge: 365 * 24 * 3600 });
}

function firstOf(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[String(issue.path[0])] ??= issue.message;
  return fields;
}
