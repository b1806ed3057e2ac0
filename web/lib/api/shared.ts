import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import type { Shared } from "@/lib/api/types";
import { API } from "@/lib/env";
import { type Outcome, problemOf, UNREACHABLE } from "./problem";

/** What is shown at a shared address; asked for in the visitor's name, who is signed in nowhere. */
export const shared = cache(async (token: string): Promise<Outcome<Shared>> => {
  const from = (await headers()).get("x-forwarded-for");
  try {
    const answer = await fetch(`${API}/share/${encodeURIComponent(token)}`, {
      headers: from ? { "x-forwarded-for": from } : {},
      cache: "no-store",
      signal: AbortSignal.timeout(20_000),
    });
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok) return { ok: true, value: body as Shared };
    return { ok: false, problem: problemOf(answer.status, body) };
  } catch {
    return { ok: false, problem: UNREACHABLE };
  }
});
