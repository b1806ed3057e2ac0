import { pass } from "@/lib/api/server";

/** The events of a run as they happen, handed on byte by byte. */
export async function GET(
  request: Request,
  { params }: RouteContext<"/bff/runs/[run]/events">,
): Promise<Response> {
  const { run } = await params;
  const after = new URL(request.url).searchParams.get("after") ?? "";
  const path = `/runs/${encodeURIComponent(run)}/events?after=${encodeURIComponent(after)}`;
  const upstream = await pass(request, path, ["last-event-id"]);
  if (upstream.status === 204) return new Response(null, { status: 204 });
  return new Response(upstream.body, {
    status: upstream.status,
    headers: {
      "content-type": upstream.headers.get("content-type") ?? "application/json",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
