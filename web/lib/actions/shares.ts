"use server";

import { type Outcome, settle } from "@/lib/api/problem";
import { get, send } from "@/lib/api/server";
import type { Share } from "@/lib/api/types";

/** What is shared of a run. */
export async function sharesOf(run: string): Promise<Outcome<Share[]>> {
  return settle(get("/runs/{run_id}/shares", { at: { run_id: run } }));
}

/** Makes an address for strangers; it is told this one time. */
export async function share(
  run: string,
  asked: { pieces: string[]; days: number; downloads: boolean },
): Promise<Outcome<Share>> {
  return settle(send("post", "/runs/{run_id}/shares", { at: { run_id: run }, body: asked }));
}

/** Lets an address open nothing any more. */
export async function unshare(id: string): Promise<Outcome<null>> {
  const gone = await settle(send("delete", "/shares/{share_id}", { at: { share_id: id } }));
  return gone.ok ? { ok: true, value: null } : gone;
}
