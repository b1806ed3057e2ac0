import "server-only";
import { cookies, headers } from "next/headers";
import type { SignIn } from "@/lib/api/types";
import { crumbs, noCrumbs, secureRequest } from "./cookies";

/** Keeps a sign-in in the browser; only in actions and route handlers. */
export async function keep(found: SignIn): Promise<void> {
  await put(crumbs(found, secureRequest(await headers())));
}

/** Forgets the sign-in in this browser. */
export async function forget(): Promise<void> {
  await put(noCrumbs(secureRequest(await headers())));
}

async function put(all: ReturnType<typeof crumbs>): Promise<void> {
  const jar = await cookies();
  for (const { name, value, options } of all) jar.set(name, value, options);
}
