import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";

/** What may be chosen for a piece. */
export async function GET(): Promise<Response> {
  const found = await settle(get("/options"));
  return found.ok
    ? Response.json(found.value)
    : Response.json(found.problem, { status: found.problem.status });
}
