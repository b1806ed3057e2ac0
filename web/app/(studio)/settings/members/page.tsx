import type { Metadata } from "next";
import { NotYours, Part } from "@/components/forms/part";
import { Invitations, InviteForm, Members } from "@/components/settings/members";
import { Trouble } from "@/components/trouble";
import { orNothing, signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";
import { ROLES } from "@/lib/settings/words";

export const metadata: Metadata = { title: "People" };

export default async function MembersPage() {
  const [me, members, invitations] = await Promise.all([
    settle(get("/auth/me")),
    settle(get("/members")),
    settle(get("/invitations")),
  ]);
  signedIn(me);
  if (!me.ok) return <Trouble problem={me.problem} />;
  if (!members.ok) return <Trouble problem={members.problem} />;
  const owner = me.value.role === "owner";
  return (
    <>
      <Part id="people" title="People here" told="Everybody who works in this workspace.">
        <Members members={members.value} me={me.value.id} may={owner} />
      </Part>
      <Part
        id="invite"
        title="Invite somebody"
        told="You get a link to hand over yourself; no mail is sent. It is good for a week, for that address only."
      >
        {owner ? <InviteForm /> : <NotYours>Only an owner invites people. Ask one of them above.</NotYours>}
      </Part>
      {owner && (
        <Part
          id="invitations"
          title="Open invitations"
          told="Places that are kept until somebody takes them."
        >
          <Invitations invitations={orNothing(invitations) ?? []} now={Date.now()} />
        </Part>
      )}
      <Part id="roles" title="What each role may do">
        <dl className="grid gap-4 sm:grid-cols-3">
          {ROLES.map((role) => (
            <div key={role.name}>
              <dt className="font-medium text-sm">{role.title}</dt>
              <dd className="mt-0.5 text-pretty text-[13px] text-soft">{role.may}</dd>
            </div>
          ))}
        </dl>
      </Part>
    </>
  );
}
