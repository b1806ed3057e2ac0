import type { Metadata } from "next";
import { Part } from "@/components/forms/part";
import { NameForm, PasswordForm, SignOutEverywhere } from "@/components/settings/profile";
import { Trouble } from "@/components/trouble";
import { signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";

export const metadata: Metadata = { title: "Profile" };

export default async function Profile() {
  const found = signedIn(await settle(get("/auth/me")));
  if (!found.ok) return <Trouble problem={found.problem} />;
  const me = found.value;
  return (
    <>
      <Part id="you" title="You" told={`You sign in as ${me.email}.`}>
        <NameForm name={me.name} />
      </Part>
      <Part
        id="password"
        title="Password"
        told="A new one signs you out everywhere else. Here you stay signed in."
      >
        <PasswordForm email={me.email} workspace={me.workspace_id} />
      </Part>
      <Part
        id="everywhere"
        title="Sign out everywhere"
        told="If you lost a device, or left yourself signed in somewhere: this ends all sign-ins, this one too. Runs go on."
        side={<SignOutEverywhere />}
        className="pt-0"
      >
        {null}
      </Part>
    </>
  );
}
