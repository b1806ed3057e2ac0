"use client";

import { useActionState, useState, useTransition } from "react";
import { Ask } from "@/components/forms/ask";
import { Line, Lines } from "@/components/forms/part";
import { useTold } from "@/components/forms/tell";
import { Trouble } from "@/components/trouble";
import { Tag } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { enter } from "@/lib/actions/auth";
import type { Answered } from "@/lib/actions/form";
import { createWorkspace, leaveWorkspace, renameWorkspace } from "@/lib/actions/people";
import type { Problem } from "@/lib/api/problem";
import { roleTitle } from "@/lib/settings/words";

export function RenameWorkspace({ id, name, may }: { id: string; name: string; may: boolean }) {
  const [state, act, busy] = useActionState<Answered, FormData>(renameWorkspace, {});
  useTold(state, "The workspace is renamed.");
  return (
    <form action={act} className="grid max-w-md gap-4" noValidate>
      <input type="hidden" name="workspace" value={id} />
      <Field
        label="Name of the workspace"
        name="name"
        hint={may ? undefined : "Only an owner can rename it."}
        error={state.fields?.name}
      >
        {(ids) => (
          <Input {...ids} key={state.typed?.name} disabled={!may} defaultValue={state.typed?.name ?? name} />
        )}
      </Field>
      {state.problem && <Trouble problem={state.problem} />}
      {may && (
        <Button type="submit" disabled={busy} className="justify-self-start">
          {busy ? "Saving…" : "Rename"}
        </Button>
      )}
    </form>
  );
}

interface PlacesProps {
  places: { id: string; name: string; role: string }[];
  current: string;
}

export function Places({ places, current }: PlacesProps) {
  const [busy, start] = useTransition();
  const [problem, setProblem] = useState<Problem>();
  return (
    <>
      {problem && <Trouble problem={problem} className="mb-4" />}
      <Lines label="Your workspaces">
        {places.map((place) => (
          <Line key={place.id}>
            <span className="min-w-0 flex-1 truncate font-medium text-sm">{place.name}</span>
            <span className="text-[13px] text-soft">{roleTitle(place.role)}</span>
            {place.id === current ? (
              <Tag tone="lamp" className="h-8 min-w-24 justify-center">
                You are here
              </Tag>
            ) : (
              <Button
                size="sm"
                disabled={busy}
                aria-label={`Go to ${place.name}`}
                className="min-w-24"
                onClick={() => start(async () => setProblem(await enter(place.id)))}
              >
                Go there
              </Button>
            )}
          </Line>
        ))}
      </Lines>
    </>
  );
}

export function CreateWorkspace() {
  const [state, act, busy] = useActionState<Answered, FormData>(createWorkspace, {});
  return (
    <form action={act} className="grid max-w-md gap-4" noValidate>
      <Field label="Name of the new workspace" name="new-workspace" error={state.fields?.name}>
        {(ids) => (
          <Input
            {...ids}
            name="name"
            key={state.typed?.name}
            defaultValue={state.typed?.name}
            placeholder="Client: North Coffee"
          />
        )}
      </Field>
      {state.problem && <Trouble problem={state.problem} />}
      <Button type="submit" disabled={busy} className="justify-self-start">
        {busy ? "Making it…" : "Make workspace"}
      </Button>
    </form>
  );
}

export function Leave({ id, name }: { id: string; name: string }) {
  return (
    <Ask
      label="Leave"
      title={`Leave ${name}?`}
      describes="Only an owner can let you in again. The videos stay with the workspace."
      yes="Leave it for good"
      work={() => leaveWorkspace(id)}
    />
  );
}
