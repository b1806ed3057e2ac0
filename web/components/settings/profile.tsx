"use client";

import { useActionState, useEffect, useRef } from "react";
import { Ask } from "@/components/forms/ask";
import { useTold } from "@/components/forms/tell";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { changePassword, rename, signOutEverywhere } from "@/lib/actions/account";
import type { Answered } from "@/lib/actions/form";

export function NameForm({ name }: { name: string }) {
  const [state, act, busy] = useActionState<Answered, FormData>(rename, {});
  useTold(state, "Your name is changed.");
  return (
    <form action={act} className="grid max-w-md gap-4" noValidate>
      <Field
        label="Name"
        name="name"
        hint="As the others in your workspaces see it."
        error={state.fields?.name}
      >
        {(ids) => (
          <Input
            {...ids}
            key={state.typed?.name}
            autoComplete="name"
            defaultValue={state.typed?.name ?? name}
          />
        )}
      </Field>
      {state.problem && <Trouble problem={state.problem} />}
      <Button type="submit" disabled={busy} className="justify-self-start">
        {busy ? "Saving…" : "Save name"}
      </Button>
    </form>
  );
}

export function PasswordForm({ email, workspace }: { email: string; workspace: string }) {
  const [state, act, busy] = useActionState<Answered, FormData>(changePassword, {});
  const form = useRef<HTMLFormElement>(null);
  useTold(state, "Your password is changed.");
  useEffect(() => {
    const wrong = state.fields && Object.keys(state.fields)[0];
    if (wrong) form.current?.querySelector<HTMLInputElement>(`[name=${wrong}]`)?.focus();
  }, [state]);
  return (
    <form ref={form} action={act} className="grid max-w-md gap-4" noValidate>
      <input type="hidden" name="email" value={email} autoComplete="username" />
      <input type="hidden" name="workspace" value={workspace} />
      <Field label="Password now" name="old" error={state.fields?.old}>
        {(ids) => <Input {...ids} type="password" autoComplete="current-password" />}
      </Field>
      <Field
        label="New password"
        name="fresh"
        hint="At least 12 characters; a few words are easy to remember."
        error={state.fields?.fresh}
      >
        {(ids) => <Input {...ids} type="password" autoComplete="new-password" />}
      </Field>
      <Field label="New password, once more" name="again" error={state.fields?.again}>
        {(ids) => <Input {...ids} type="password" autoComplete="new-password" />}
      </Field>
      {state.problem && <Trouble problem={state.problem} />}
      <Button type="submit" disabled={busy} className="justify-self-start">
        {busy ? "Changing…" : "Change password"}
      </Button>
    </form>
  );
}

export function SignOutEverywhere() {
  return (
    <Ask
      label="Sign out everywhere"
      title="Sign out everywhere?"
      describes="Every browser and phone is signed out, this one too. You sign in again with your password."
      yes="Sign out everywhere"
      work={async () => {
        await signOutEverywhere();
        return { ok: true, value: null };
      }}
    />
  );
}
