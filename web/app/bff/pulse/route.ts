import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";

/** Whether the studio answers, and what there is to spend. */
export async function GET(): Promise<Response> {
  const purse = await settle(get("/credits"));
  return purse.ok
    ? Response.json(purse.value)
    : Response.json(purse.problem, { status: purse.problem.status });
}
