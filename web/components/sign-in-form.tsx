"use client";

import { useActionState } from "react";
import { type FormState, register, signIn } from "@/lib/actions/auth";
import { Trouble } from "./trouble";
import { Button } from "./ui/button";
import { Field, Input } from "./ui/field";

interface SignInFormProps {
  next: string;
  registering: boolean;
}

export function SignInForm({ next, registering }: SignInFormProps) {
  const [state, act, busy] = useActionState<FormState, FormData>(registering ? register : signIn, {});
  const query = new URLSearchParams({
    ...(registering ? {} : { new: "" }),
    ...(next === "/" ? {} : { next }),
  }).toString();
  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">{registering ? "Make an account" : "Sign in"}</h1>
      <p className="mt-1 mb-6 text-soft text-sm">
        {registering ? "You get a workspace of your own with credits to start." : "To your studio."}
      </p>
      <form action={act} className="grid gap-4" noValidate>
        <input type="hidden" name="next" value={next} />
        {state.problem && <Trouble problem={state.problem} />}
        {registering && (
          <Field label="Your name" name="name" error={state.fields?.name}>
            {(ids) => <Input {...ids} autoComplete="name" defaultValue={state.typed?.name} />}
          </Field>
        )}
        <Field label="E-mail" name="email" error={state.fields?.email}>
          {(ids) => (
            <Input {...ids} type="email" autoComplete="email" required defaultValue={state.typed?.email} />
          )}
        </Field>
        <Field
          label="Password"
          name="password"
          error={state.fields?.password}
          hint={registering ? "At least 12 characters; a few words are easy to remember." : undefined}
        >
          {(ids) => (
            <Input
              {...ids}
              type="password"
              required
              autoComplete={registering ? "new-password" : "current-password"}
            />
          )}
        </Field>
        <Button type="submit" look="lamp" disabled={busy} className="mt-1">
          {busy ? "One moment…" : registering ? "Make my account" : "Sign in"}
        </Button>
      </form>
      <p className="mt-6 text-soft text-sm">
        {registering ? "You have an account? " : "New here? "}
        <a
          className="font-medium text-lamp underline underline-offset-4"
          href={`/login${query && `?${query}`}`}
        >
          {registering ? "Sign in" : "Make an account"}
        </a>
      </p>
    </>
  );
}
