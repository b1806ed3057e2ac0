import { UNREACHABLE } from "@/lib/api/problem";
import { accessToken } from "@/lib/api/server";
import { API } from "@/lib/env";

/** Takes a file in for the workspace: handed on as it comes, so that large clips need no room here. */
export async function POST(request: Request): Promise<Response> {
  const token = await accessToken();
  const length = request.headers.get("content-length");
  const sent: RequestInit & { duplex: "half" } = {
    method: "POST",
    body: request.body,
    duplex: "half",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": request.headers.get("content-type") ?? "",
      ...(length ? { "content-length": length } : {}),
    },
    cache: "no-store",
    signal: request.signal,
  };
  try {
    const answer = await fetch(`${API}/assets`, sent);
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": "application/json" },
    });
  } catch {
    return Response.json(UNREACHABLE, { status: 503 });
  }
}
