import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";

/** A run as it stands now. */
export async function GET(_request: Request, { params }: RouteContext<"/bff/runs/[run]">): Promise<Response> {
  const { run } = await params;
  const found = await settle(get("/runs/{run_id}", { at: { run_id: run } }));
  return found.ok
    ? Response.json(found.value)
    : Response.json(found.problem, { status: found.problem.status });
}
