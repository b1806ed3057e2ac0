import { pass } from "@/lib/api/server";

/** One file of the workspace, with an address that is good for an hour. */
export async function GET(
  request: Request,
  { params }: RouteContext<"/bff/assets/[asset]">,
): Promise<Response> {
  const { asset } = await params;
  const found = await pass(request, `/assets/${encodeURIComponent(asset)}`, []);
  return new Response(found.body, {
    status: found.status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}
