import type { Metadata } from "next";
import { Part } from "@/components/forms/part";
import { CreateWorkspace, Leave, Places, RenameWorkspace } from "@/components/settings/workspace";
import { Trouble } from "@/components/trouble";
import { signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";
import { roleTitle } from "@/lib/settings/words";

export const metadata: Metadata = { title: "Workspace" };

export default async function WorkspacePage() {
  const [me, places] = await Promise.all([settle(get("/auth/me")), settle(get("/workspaces"))]);
  signedIn(me);
  if (!me.ok) return <Trouble problem={me.problem} />;
  if (!places.ok) return <Trouble problem={places.problem} />;
  const here = places.value.find((place) => place.id === me.value.workspace_id);
  return (
    <>
      {here && (
        <Part
          id="here"
          title="This workspace"
          told={`Videos, brand, files, credits and people belong to it. Its plan is “${here.plan}”; you are its ${roleTitle(here.role).toLowerCase()}.`}
        >
          <RenameWorkspace id={here.id} name={here.name} may={here.role === "owner"} />
        </Part>
      )}
      <Part
        id="places"
        title="Your workspaces"
        told="Each keeps its own videos, brand and credits. Nothing is shared between them."
      >
        <Places places={places.value} current={here?.id ?? ""} />
      </Part>
      <Part
        id="another"
        title="Another workspace"
        told="For another brand or client. It starts with its own month of credits, and you go there at once."
      >
        <CreateWorkspace />
      </Part>
      {here && places.value.length > 1 && (
        <Part
          id="leave"
          title="Leave this workspace"
          told="You lose sight of everything in it; the others keep it. The last owner cannot leave."
          side={<Leave id={here.id} name={here.name} />}
          className="pt-0"
        >
          {null}
        </Part>
      )}
    </>
  );
}
