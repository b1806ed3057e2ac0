import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";

/** A piece as it stands now, with the versions of its run's plan. */
export async function GET(
  _request: Request,
  { params }: RouteContext<"/bff/runs/[run]/pieces/[piece]">,
): Promise<Response> {
  const { run, piece } = await params;
  const [found, versions] = await Promise.all([
    settle(get("/runs/{run_id}/pieces/{piece_id}", { at: { run_id: run, piece_id: piece } })),
    settle(get("/runs/{run_id}/versions", { at: { run_id: run } })),
  ]);
  if (!found.ok) return Response.json(found.problem, { status: found.problem.status });
  return Response.json({ piece: found.value, versions: versions.ok ? versions.value.versions : [] });
}
