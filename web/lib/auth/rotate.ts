import { createHash } from "node:crypto";
import { problemOf, Refused, UNREACHABLE } from "@/lib/api/problem";
import type { SignIn } from "@/lib/api/types";
import { API } from "@/lib/env";

type Exchange = (token: string, workspace: string) => Promise<SignIn>;

/** How long the answer is kept for requests that left the browser with the spent token. */
const GRACE_MS = 60_000;

/**
 * Spends refresh tokens, each once, however many requests come with the same one at the same time: a token that is
 * spent twice would look stolen and end the sign-in.
 */
export class Rotation {
  private readonly under = new Map<string, Promise<SignIn>>();

  constructor(
    private readonly exchange: Exchange,
    private readonly grace = GRACE_MS,
  ) {}

  spend(token: string, workspace = ""): Promise<SignIn> {
    const key = createHash("sha256").update(token).digest("base64");
    const known = this.under.get(key);
    if (known) return known;
    const next = this.exchange(token, workspace);
    this.under.set(key, next);
    const forget = () => this.under.delete(key);
    next.then(() => setTimeout(forget, this.grace).unref(), forget);
    return next;
  }
}

async function exchange(token: string, workspace: string): Promise<SignIn> {
  let answer: Response;
  try {
    answer = await fetch(`${API}/auth/refresh`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refresh_token: token, workspace }),
      cache: "no-store",
      signal: AbortSignal.timeout(10_000),
    });
  } catch {
    throw new Refused(UNREACHABLE);
  }
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(problemOf(answer.status, body));
  return body as SignIn;
}

// Proxy, pages and actions are bundled apart but live in one process: they share this one.
const shared = globalThis as typeof globalThis & { studioRotation?: Rotation };
shared.studioRotation ??= new Rotation(exchange);
export const rotation: Rotation = shared.studioRotation;
