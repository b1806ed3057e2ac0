"use server";

import { type Outcome, settle } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { get } from "@/lib/api/server";

export type Movement = components["schemas"]["Movement"];

/** Movements of credits before one of them. */
export async function movementsBefore(id: number, limit: number): Promise<Outcome<Movement[]>> {
  return settle(get("/credits/ledger", { query: { limit, before: id } }));
}
