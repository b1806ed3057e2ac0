import { pass } from "@/lib/api/server";

/** A comment first: headers only leave with the first byte, and the browser should know at once that it is connected. */
function opened(body: ReadableStream<Uint8Array> | null): ReadableStream<Uint8Array> | undefined {
  const greeting = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(": open\n\n")),
  });
  return body?.pipeThrough(greeting);
}

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
  return new Response(upstream.ok ? opened(upstream.body) : upstream.body, {
    status: upstream.status,
    headers: {
      "content-type": upstream.headers.get("content-type") ?? "application/json",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
