import "server-only";
import { redirect } from "next/navigation";
import { type Outcome, type Problem, settle } from "./problem";
import { get } from "./server";

/** Leads to the sign-in when that is what is missing; other problems are for the page to show. */
export function signedIn<T>(found: Outcome<T>): Outcome<T> {
  if (!found.ok && found.problem.status === 401) redirect("/login");
  return found;
}

/** The value, or undefined where the page can do without. */
export function orNothing<T>(found: Outcome<T>): T | undefined {
  return found.ok ? found.value : undefined;
}

/** Whether whoever is signed in may do more than watch. */
export async function mayChange(): Promise<boolean> {
  return orNothing(await settle(get("/auth/me")))?.role !== "viewer";
}

export type { Problem };
