import type { z } from "zod";
import type { Problem } from "@/lib/api/problem";

/** What became of a form: what is wrong beside which field, or what it made. */
export interface Answered<T = true> {
  fields?: Record<string, string>;
  problem?: Problem;
  typed?: Record<string, string>;
  value?: T;
}

/** The first thing that is wrong with each field. */
export function wrongOf(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[String(issue.path[0])] ??= issue.message;
  return fields;
}

/** What was typed, so that it need not be typed again; never secrets. */
export function typedOf(form: FormData, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, String(form.get(name) ?? "")]));
}
