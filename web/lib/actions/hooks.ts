"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type Outcome, settle } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { get, send } from "@/lib/api/server";
import { said } from "@/lib/said";
import { type Answered, typedOf, wrongOf } from "./form";

type Schemas = components["schemas"];
export type Endpoint = Schemas["EndpointView"];
export type EndpointSecret = Schemas["EndpointSecret"];
export type Delivery = Schemas["DeliveryView"];

const PAGE = "/settings/webhooks";

const NewEndpoint = z.object({
  url: z
    .url({ protocol: /^https$/, error: "Give a whole address that begins with https://." })
    .max(2000, "That address is too long."),
  description: z.string().trim().max(200, "200 letters at most."),
  events: z.array(z.string()).min(1, "Tick at least one thing to be told about."),
});

export async function createEndpoint(
  _before: Answered<EndpointSecret>,
  form: FormData,
): Promise<Answered<EndpointSecret>> {
  const typed = typedOf(form, "url", "description");
  const read = NewEndpoint.safeParse({ ...typed, events: form.getAll("events") });
  if (!read.success) return { fields: wrongOf(read.error), typed };
  const made = await settle(send("post", "/webhooks/endpoints", { body: read.data }));
  if (!made.ok) {
    const { status, detail, hint } = made.problem;
    return status === 400 || status === 422
      ? { fields: { url: said({ detail, hint }) }, typed }
      : { problem: made.problem, typed };
  }
  revalidatePath(PAGE);
  return { value: made.value };
}

export async function switchEndpoint(endpoint: string, enabled: boolean): Promise<Outcome<Endpoint>> {
  const done = await settle(
    send("patch", "/webhooks/endpoints/{endpoint_id}", {
      at: { endpoint_id: endpoint },
      body: { enabled },
    }),
  );
  if (done.ok) revalidatePath(PAGE);
  return done;
}

/** A new secret; the old one signs along for a day. */
export async function rotateEndpoint(endpoint: string): Promise<Outcome<EndpointSecret>> {
  return settle(send("post", "/webhooks/endpoints/{endpoint_id}/rotate", { at: { endpoint_id: endpoint } }));
}

export async function removeEndpoint(endpoint: string): Promise<Outcome<null>> {
  const done = await settle(
    send("delete", "/webhooks/endpoints/{endpoint_id}", { at: { endpoint_id: endpoint } }),
  );
  if (!done.ok) return done;
  revalidatePath(PAGE);
  return { ok: true, value: null };
}

export async function deliveriesOf(endpoint: string, cursor = ""): Promise<Outcome<Schemas["DeliveryList"]>> {
  return settle(
    get("/webhooks/endpoints/{endpoint_id}/deliveries", {
      at: { endpoint_id: endpoint },
      query: { limit: 10, cursor },
    }),
  );
}

export async function redeliver(endpoint: string, delivery: string): Promise<Outcome<Delivery>> {
  return settle(
    send("post", "/webhooks/endpoints/{endpoint_id}/deliveries/{delivery_id}/redeliver", {
      at: { endpoint_id: endpoint, delivery_id: delivery },
    }),
  );
}
