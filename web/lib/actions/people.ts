"use server";

import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type Outcome, settle } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { send } from "@/lib/api/server";
import { REFRESH } from "@/lib/auth/cookies";
import { rotation } from "@/lib/auth/rotate";
import { keep } from "@/lib/auth/session";
import type { Role } from "@/lib/settings/words";
import { type Answered, typedOf, wrongOf } from "./form";

export type Invitation = components["schemas"]["InvitationView"];
type Said = Promise<Outcome<null>>;

const Named = z.object({
  name: z.string().trim().min(1, "Give it a name.").max(80, "80 letters at most."),
});

const Invited = z.object({
  email: z.email("That does not look like an e-mail address."),
  role: z.enum(["owner", "editor", "viewer"]),
});

export async function renameWorkspace(_before: Answered, form: FormData): Promise<Answered> {
  const typed = typedOf(form, "name");
  const read = Named.safeParse(Object.fromEntries(form));
  if (!read.success) return { fields: wrongOf(read.error), typed };
  const at = { workspace_id: String(form.get("workspace")) };
  const done = await settle(send("patch", "/workspaces/{workspace_id}", { at, body: read.data }));
  if (!done.ok) return { problem: done.problem, typed };
  revalidatePath("/", "layout");
  return { value: true, typed };
}

/** Makes a workspace and goes on in it. */
export async function createWorkspace(_before: Answered, form: FormData): Promise<Answered> {
  const typed = typedOf(form, "name");
  const read = Named.safeParse(Object.fromEntries(form));
  if (!read.success) return { fields: wrongOf(read.error), typed };
  const made = await settle(send("post", "/workspaces", { body: read.data }));
  if (!made.ok) return { problem: made.problem, typed };
  const moved = await moveTo(made.value.id);
  if (!moved.ok) return { problem: moved.problem, typed };
  revalidatePath("/", "layout");
  redirect("/settings/workspace");
}

export async function leaveWorkspace(workspace: string): Said {
  const left = await settle(
    send("post", "/workspaces/{workspace_id}/leave", { at: { workspace_id: workspace } }),
  );
  if (!left.ok) return left;
  await moveTo("");
  redirect("/");
}

export async function invite(_before: Answered<Invitation>, form: FormData): Promise<Answered<Invitation>> {
  const typed = typedOf(form, "email", "role");
  const read = Invited.safeParse(Object.fromEntries(form));
  if (!read.success) return { fields: wrongOf(read.error), typed };
  const made = await settle(send("post", "/invitations", { body: read.data }));
  if (made.ok) {
    revalidatePath("/settings/members");
    return { value: made.value };
  }
  if (made.problem.status === 409) return { fields: { email: made.problem.detail }, typed };
  return { problem: made.problem, typed };
}

export async function withdraw(invitation: string): Said {
  return told(
    send("delete", "/invitations/{invitation_id}", { at: { invitation_id: invitation } }),
    "/settings/members",
  );
}

export async function setRole(user: string, role: Role): Said {
  return told(
    send("patch", "/members/{user_id}", { at: { user_id: user }, body: { role } }),
    "/settings/members",
  );
}

export async function removeMember(user: string): Said {
  return told(send("delete", "/members/{user_id}", { at: { user_id: user } }), "/settings/members");
}

/** Takes the place an invitation keeps, and goes there. */
export async function accept(_before: Answered, form: FormData): Promise<Answered> {
  const token = String(form.get("token") ?? "");
  const taken = await settle(send("post", "/invitations/accept", { body: { token } }));
  if (!taken.ok) return { problem: taken.problem };
  const moved = await moveTo(taken.value.id);
  if (!moved.ok) return { problem: moved.problem };
  revalidatePath("/", "layout");
  redirect("/");
}

async function moveTo(workspace: string): Said {
  const refresh = (await cookies()).get(REFRESH)?.value ?? "";
  const found = await settle(rotation.spend(refresh, workspace));
  if (!found.ok) return found;
  await keep(found.value);
  return { ok: true, value: null };
}

async function told(work: Promise<unknown>, page: "/settings/members"): Said {
  const found = await settle(work);
  if (!found.ok) return found;
  revalidatePath(page);
  return { ok: true, value: null };
}
