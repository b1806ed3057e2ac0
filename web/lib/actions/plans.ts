"use server";

import { type Outcome, type Problem, settle } from "@/lib/api/problem";
import { get, send } from "@/lib/api/server";
import type { Operation } from "@/lib/run/operations";

const LOOKS = 60;
const BETWEEN_MS = 150;

type Applied = Promise<Outcome<{ version: number }>>;

/** Changes a plan, and waits until a worker has applied or refused it. */
export async function edit(run: string, operations: Operation[], base: number, key: string): Applied {
  const asked = await settle(
    send("post", "/runs/{run_id}/edits", { at: { run_id: run }, body: { operations, base }, key }),
  );
  return asked.ok ? applied(run, asked.value.edit_id) : asked;
}

/** Goes back to the version before. */
export async function undo(run: string, base: number, key: string): Applied {
  const asked = await settle(
    send("post", "/runs/{run_id}/undo", { at: { run_id: run }, body: { base }, key }),
  );
  return asked.ok ? applied(run, asked.value.edit_id) : asked;
}

/** Drops what was proposed and not yet approved. */
export async function drop(run: string): Promise<Outcome<null>> {
  const dropped = await settle(send("delete", "/runs/{run_id}/proposal", { at: { run_id: run } }));
  return dropped.ok ? { ok: true, value: null } : dropped;
}

async function applied(run: string, edit: string): Applied {
  for (let look = 0; look < LOOKS; look++) {
    const told = await settle(get("/runs/{run_id}/edits/{edit_id}", { at: { run_id: run, edit_id: edit } }));
    if (!told.ok) return told;
    if (told.value.state === "applied") return { ok: true, value: { version: told.value.version ?? 0 } };
    if (told.value.state === "refused")
      return { ok: false, problem: refused(told.value.error, told.value.hint) };
    await new Promise((done) => setTimeout(done, BETWEEN_MS));
  }
  return { ok: false, problem: LATE };
}

const refused = (detail: string, hint: string): Problem => ({ status: 400, error: "refused", detail, hint });

const LATE: Problem = {
  status: 504,
  error: "late",
  detail: "The change is not applied yet.",
  hint: "All workers are busy. It is kept and shows up here when it is done.",
};
