"use client";

import { useRouter } from "next/navigation";
import { startTransition, useActionState, useOptimistic, useState, useTransition } from "react";
import { Ask } from "@/components/forms/ask";
import { Once } from "@/components/forms/copy";
import { Webhook } from "@/components/forms/icons";
import { toast } from "@/components/shell/toasts";
import { Trouble } from "@/components/trouble";
import { Tag } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import type { Answered } from "@/lib/actions/form";
import {
  createEndpoint,
  type Endpoint,
  type EndpointSecret,
  removeEndpoint,
  rotateEndpoint,
  switchEndpoint,
} from "@/lib/actions/hooks";
import { ago } from "@/lib/format";
import { useGone } from "@/lib/gone";
import { said } from "@/lib/said";
import { EVENTS } from "@/lib/settings/words";
import { Deliveries } from "./deliveries";

interface EndpointsProps {
  endpoints: Endpoint[];
  may: boolean;
  now: number;
}

export function Endpoints({ endpoints, may, now }: EndpointsProps) {
  const { gone, take } = useGone();
  const shown = endpoints.filter((one) => !gone.has(one.id));
  if (shown.length === 0)
    return (
      <div className="flex items-center gap-4 text-sm text-soft">
        <Webhook aria-hidden className="size-5 shrink-0 text-line-strong" />
        <p>
          Nobody is told yet. Add the address of a program of yours below, and it hears of every finished
          video.
        </p>
      </div>
    );
  return (
    <ul
      aria-label="Addresses that are told"
      className="-mx-5 -mb-5 divide-y divide-line border-line border-t"
    >
      {shown.map((one) => (
        <One
          key={one.id}
          endpoint={one}
          may={may}
          now={now}
          onRemove={() => take(one.id, "The address is told no more.", () => removeEndpoint(one.id))}
        />
      ))}
    </ul>
  );
}

interface OneProps {
  endpoint: Endpoint;
  may: boolean;
  now: number;
  onRemove: () => void;
}

function One({ endpoint, may, now, onRemove }: OneProps) {
  const router = useRouter();
  const [enabled, setEnabled] = useOptimistic(endpoint.enabled);
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<EndpointSecret>();
  const turn = () =>
    startTransition(async () => {
      setEnabled(!enabled);
      const done = await switchEndpoint(endpoint.id, !enabled);
      if (!done.ok) return toast(said(done.problem), "tally");
      router.refresh();
    });
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-2.5 px-5 py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="min-w-0 flex-1 basis-64">
          <span className="block truncate font-medium text-sm">{endpoint.url}</span>
          <span className="block truncate text-[13px] text-soft">
            {endpoint.description || endpoint.events.join(", ")}
          </span>
        </span>
        {endpoint.failing_since && enabled && (
          <Tag tone="tally">failing since {ago(endpoint.failing_since, now)}</Tag>
        )}
        {!enabled && <Tag>switched off</Tag>}
      </div>
      {endpoint.note && !enabled && <p className="text-[13px] text-tally">{endpoint.note}</p>}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide messages" : "Messages"}
        </Button>
        {may && (
          <>
            <Button size="sm" onClick={turn}>
              {enabled ? "Switch off" : "Switch on"}
            </Button>
            <Ask
              look="plain"
              label="New secret"
              title="Make a new secret?"
              describes="For a day messages are signed with the old one as well, so that nothing is refused meanwhile."
              yes="Make new secret"
              work={async () => {
                const made = await rotateEndpoint(endpoint.id);
                if (made.ok) setSecret(made.value);
                return made;
              }}
            />
            <Button size="sm" look="danger" onClick={onRemove}>
              Remove
            </Button>
          </>
        )}
      </div>
      {secret && (
        <Once text={secret.secret} what="secret">
          The new secret. Copy it now: it is shown this one time.
        </Once>
      )}
      {open && <Deliveries endpoint={endpoint.id} may={may} now={now} />}
    </li>
  );
}

export function EndpointForm() {
  const [state, act] = useActionState<Answered<EndpointSecret>, FormData>(createEndpoint, {});
  const [busy, start] = useTransition();
  const send = (form: FormData) => start(() => act(form));
  return (
    <form action={send} className="grid gap-4" noValidate>
      {state.value && (
        <Once text={state.value.secret} what="secret">
          With this secret your program tells our messages from forged ones. Copy it now: it is shown this one
          time.
        </Once>
      )}
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          label="Address"
          name="url"
          hint="https, reachable from the internet."
          error={state.fields?.url}
        >
          {(ids) => (
            <Input
              {...ids}
              key={state.value?.id ?? state.typed?.url}
              type="url"
              inputMode="url"
              defaultValue={state.typed?.url}
              placeholder="https://example.com/hooks/studio"
            />
          )}
        </Field>
        <Field
          label="What it is for"
          name="description"
          hint="Only you see this."
          error={state.fields?.description}
        >
          {(ids) => (
            <Input
              {...ids}
              key={state.value?.id ?? state.typed?.description}
              defaultValue={state.typed?.description}
              placeholder="Posts finished reels"
            />
          )}
        </Field>
      </div>
      <fieldset>
        <legend className="mb-1.5 font-medium text-[13px]">Tell it when</legend>
        <div className="grid gap-x-8 sm:grid-cols-2">
          {EVENTS.map((event) => (
            <label
              key={event.name}
              className="flex min-h-10 items-center gap-2.5 border-line border-b text-sm"
            >
              <input
                type="checkbox"
                name="events"
                value={event.name}
                defaultChecked={event.name === "run.done" || event.name === "run.failed"}
                className="size-4 accent-lamp"
              />
              <span className="min-w-0 flex-1">{event.title}</span>
              <code className="timecode text-[11px] text-soft">{event.name}</code>
            </label>
          ))}
        </div>
        {state.fields?.events && <p className="mt-2 text-[13px] text-tally">{state.fields.events}</p>}
      </fieldset>
      {state.problem && <Trouble problem={state.problem} />}
      <Button type="submit" look="lamp" disabled={busy} className="justify-self-start">
        {busy ? "Adding…" : "Add address"}
      </Button>
    </form>
  );
}
