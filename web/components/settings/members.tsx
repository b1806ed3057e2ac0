"use client";

import { useRouter } from "next/navigation";
import { startTransition, useActionState, useOptimistic, useSyncExternalStore } from "react";
import { Once } from "@/components/forms/copy";
import { Line, Lines } from "@/components/forms/part";
import { toast } from "@/components/shell/toasts";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import type { Answered } from "@/lib/actions/form";
import { type Invitation, invite, removeMember, setRole, withdraw } from "@/lib/actions/people";
import { day } from "@/lib/format";
import { useGone } from "@/lib/gone";
import { said } from "@/lib/said";
import { ROLES, type Role, roleTitle } from "@/lib/settings/words";

interface Member {
  id: string;
  name: string;
  email: string;
  role: Role;
}

export function Members({ members, me, may }: { members: Member[]; me: string; may: boolean }) {
  const router = useRouter();
  const { gone, take } = useGone();
  const [shown, choose] = useOptimistic(members, (all, next: { id: string; role: Role }) =>
    all.map((one) => (one.id === next.id ? { ...one, role: next.role } : one)),
  );
  const change = (member: Member, role: Role, undoable = true) =>
    startTransition(async () => {
      choose({ id: member.id, role });
      const done = await setRole(member.id, role);
      if (!done.ok) return toast(said(done.problem), "tally");
      const back = { name: "Undo", run: () => change(member, member.role, false) };
      toast(`${member.name} is ${roleTitle(role).toLowerCase()} now.`, "plain", undoable ? back : undefined);
      router.refresh();
    });
  return (
    <Lines label="People here">
      {shown
        .filter((member) => !gone.has(member.id))
        .map((member) => (
          <Line key={member.id}>
            <span
              aria-hidden
              className="grid size-9 place-items-center rounded-full bg-lamp-wash font-medium text-[13px] text-lamp"
            >
              {initials(member.name)}
            </span>
            <span className="min-w-0 flex-1 basis-40">
              <span className="block truncate font-medium text-sm">
                {member.name}
                {member.id === me && <span className="font-normal text-soft"> (you)</span>}
              </span>
              <span className="block truncate text-[13px] text-soft">{member.email}</span>
            </span>
            {may ? (
              <Select
                aria-label={`Role of ${member.name}`}
                value={member.role}
                onChange={(event) => change(member, event.target.value as Role)}
                className="h-9 w-28"
              >
                {ROLES.map((role) => (
                  <option key={role.name} value={role.name}>
                    {role.title}
                  </option>
                ))}
              </Select>
            ) : (
              <span className="text-soft text-sm">{roleTitle(member.role)}</span>
            )}
            {may && member.id !== me && (
              <Button
                size="sm"
                look="danger"
                aria-label={`Take ${member.name} out`}
                onClick={() => take(member.id, `${member.name} is taken out.`, () => removeMember(member.id))}
              >
                Take out
              </Button>
            )}
          </Line>
        ))}
    </Lines>
  );
}

export function InviteForm() {
  const [state, act, busy] = useActionState<Answered<Invitation>, FormData>(invite, {});
  const here = useSyncExternalStore(
    () => () => undefined,
    () => window.location.origin,
    () => "",
  );
  const made = state.value;
  return (
    <div className="grid gap-4">
      <form
        action={act}
        className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_9rem_auto] sm:items-start"
        noValidate
      >
        <Field label="E-mail" name="email" error={state.fields?.email}>
          {(ids) => (
            <Input
              {...ids}
              key={state.typed?.email ?? made?.id}
              type="email"
              autoComplete="off"
              defaultValue={state.typed?.email}
              placeholder="sam@example.com"
            />
          )}
        </Field>
        <Field label="Role" name="role">
          {(ids) => (
            <Select {...ids} key={state.typed?.role} defaultValue={state.typed?.role ?? "editor"}>
              {ROLES.map((role) => (
                <option key={role.name} value={role.name}>
                  {role.title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit" look="lamp" disabled={busy} className="sm:mt-[25px]">
          {busy ? "Making the link…" : "Make link"}
        </Button>
      </form>
      {state.problem && <Trouble problem={state.problem} />}
      {made && (
        <Once text={`${here}/invite/${made.token}`} what="link">
          Send this link to <strong>{made.email}</strong>, who comes in as{" "}
          {roleTitle(made.role).toLowerCase()}. It is shown this one time.
        </Once>
      )}
    </div>
  );
}

export function Invitations({ invitations, now }: { invitations: Invitation[]; now: number }) {
  const { gone, take } = useGone();
  const shown = invitations.filter((one) => !gone.has(one.id));
  if (shown.length === 0) return <p className="text-soft text-sm">Nobody is invited at the moment.</p>;
  return (
    <Lines label="Open invitations">
      {shown.map((one) => (
        <Line key={one.id}>
          <span className="min-w-0 flex-1 basis-40 truncate text-sm">{one.email}</span>
          <span className="text-[13px] text-soft">
            {roleTitle(one.role)}, {Date.parse(one.expires) < now ? "ran out" : `until ${day(one.expires)}`}
          </span>
          <Button
            size="sm"
            look="danger"
            aria-label={`Withdraw the invitation of ${one.email}`}
            onClick={() =>
              take(one.id, `The invitation of ${one.email} is withdrawn.`, () => withdraw(one.id))
            }
          >
            Withdraw
          </Button>
        </Line>
      ))}
    </Lines>
  );
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? "")
    .join("");
