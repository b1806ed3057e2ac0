import { pass } from "@/lib/api/server";

const KEPT = ["content-type", "content-length", "content-range", "accept-ranges", "etag", "last-modified"];

/** A file of a piece, in ranges if so asked; `?save` hands it to the download folder. */
export async function GET(
  request: Request,
  { params }: RouteContext<"/bff/files/[run]/[piece]/[kind]">,
): Promise<Response> {
  const { run, piece, kind } = await params;
  const path = `/runs/${[run, "pieces", piece, kind].map(encodeURIComponent).join("/")}`;
  const upstream = await pass(request, path, ["range", "if-range", "if-none-match"]);
  const headers = new Headers({ "cache-control": "private, max-age=60" });
  for (const name of KEPT) {
    const value = upstream.headers.get(name);
    if (value) headers.set(name, value);
  }
  const name = upstream.headers.get("content-disposition");
  if (name && new URL(request.url).searchParams.has("save")) headers.set("content-disposition", name);
  return new Response(upstream.body, { status: upstream.status, headers });
}
