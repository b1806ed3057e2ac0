import type { Metadata } from "next";
import { NotYours, Part } from "@/components/forms/part";
import { EndpointForm, Endpoints } from "@/components/settings/webhooks";
import { Trouble } from "@/components/trouble";
import { signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  const [me, found] = await Promise.all([settle(get("/auth/me")), settle(get("/webhooks/endpoints"))]);
  signedIn(me);
  if (!found.ok && found.problem.status === 403)
    return (
      <Part id="webhooks" title="Webhooks">
        <NotYours>As a viewer you do not see webhooks. An owner can change your role.</NotYours>
      </Part>
    );
  if (!found.ok) return <Trouble problem={found.problem} />;
  const may = me.ok && me.value.role === "owner";
  return (
    <>
      <Part
        id="webhooks"
        title="Webhooks"
        told="Addresses of yours that are told when something happens here. Messages are signed after Standard Webhooks and tried for a day."
      >
        <Endpoints endpoints={found.value} may={may} now={Date.now()} />
      </Part>
      <Part id="new-webhook" title="New address">
        {may ? <EndpointForm /> : <NotYours>Only an owner adds addresses.</NotYours>}
      </Part>
    </>
  );
}
