import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import { ACCESS } from "@/lib/auth/cookies";
import { API } from "@/lib/env";
import { Batch } from "./batch";
import { problemOf, Refused, UNREACHABLE } from "./problem";
import type { paths } from "./schema";

type Prefixed = Extract<keyof paths, `/api/v1/${string}`>;
/** A path of the API without its version. */
export type Path = Prefixed extends `/api/v1${infer Rest}` ? Rest : never;
type Methods<P extends Path> = paths[`/api/v1${P}`];
type Method = "get" | "post" | "put" | "patch" | "delete";
type Body<T> = T extends { content: { "application/json": infer R } } ? R : undefined;
type Of<T, K extends PropertyKey> = K extends keyof T ? T[K] : never;
type Answers<P extends Path, M extends Method> = Of<Of<Methods<P>, M>, "responses">;

/** What a path answers when all is well. */
export type Answer<P extends Path, M extends Method> = Body<
  Of<Answers<P, M>, Extract<keyof Answers<P, M>, 200 | 201 | 202 | 204>>
>;
/** What a path takes. */
export type Asked<P extends Path, M extends Method> = Body<NonNullable<Of<Of<Methods<P>, M>, "requestBody">>>;

export interface Where {
  /** What stands for the `{names}` in the path. */
  at?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
}

interface Sent extends Where {
  body?: unknown;
  key?: string;
  token?: string;
}

/** Reads from the API as the one who is signed in; what is asked for at once goes out as one request. */
export async function get<P extends Path>(path: P, where: Where = {}): Promise<Answer<P, "get">> {
  return (await (await batch()).get(filled(path, where))) as Answer<P, "get">;
}

/** Changes something; `key` makes a request that is sent again have its effect once. */
export async function send<P extends Path, M extends Exclude<Method, "get">>(
  method: M,
  path: P,
  sent: Sent = {},
): Promise<Answer<P, M>> {
  const token = sent.token ?? (await accessToken());
  return (await call(filled(path, sent), {
    method: method.toUpperCase(),
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(sent.body === undefined ? {} : { "content-type": "application/json" }),
      ...(sent.key ? { "idempotency-key": sent.key } : {}),
    },
    ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
  })) as Answer<P, M>;
}

/** The access token of this request; empty when nobody is signed in. */
export async function accessToken(): Promise<string> {
  return (await cookies()).get(ACCESS)?.value ?? "";
}

/** Passes a request on to the API as the one who is signed in, and its answer back as it comes. */
export async function pass(request: Request, path: string, headers: string[]): Promise<Response> {
  const sent = new Headers({ authorization: `Bearer ${await accessToken()}` });
  for (const name of headers) {
    const value = request.headers.get(name);
    if (value) sent.set(name, value);
  }
  return fetch(`${API}${path}`, { headers: sent, cache: "no-store", signal: request.signal }).catch(
    (error) => {
      if (request.signal.aborted) throw error;
      return Response.json(UNREACHABLE, { status: 503 });
    },
  );
}

const batch = cache(async () => {
  const token = await accessToken();
  return new Batch((path, init) =>
    call(path, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } }),
  );
});

async function call(path: string, init: RequestInit): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(`${API}${path}`, {
      ...init,
      cache: "no-store",
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new Refused(UNREACHABLE);
  }
  if (answer.status === 204) return undefined;
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(problemOf(answer.status, body));
  return body;
}

function filled(path: string, { at = {}, query = {} }: Where): string {
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(at[name] ?? ""));
  const asked = Object.entries(query).filter((pair) => pair[1] !== undefined && pair[1] !== "");
  const search = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
  return search ? `${place}?${search}` : place;
}
