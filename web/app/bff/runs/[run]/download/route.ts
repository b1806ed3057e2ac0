import { settle } from "@/lib/api/problem";
import { get, pass } from "@/lib/api/server";
import { type Packed, zip } from "@/lib/zip";

const KINDS = {
  video: "video.mp4",
  cover: "cover.jpg",
  captions_srt: "captions.srt",
  captions_vtt: "captions.vtt",
  post: "post.json",
  script: "script.json",
};

/** Everything that a run made, in one archive that is packed while it is sent. */
export async function GET(
  request: Request,
  { params }: RouteContext<"/bff/runs/[run]/download">,
): Promise<Response> {
  const { run } = await params;
  const found = await settle(get("/runs/{run_id}", { at: { run_id: run } }));
  if (!found.ok) return Response.json(found.problem, { status: found.problem.status });
  const pieces = found.value.pieces.filter((piece) => piece.status === "done").map((piece) => piece.id);
  return new Response(zip(filesOf(request, run, pieces)), {
    headers: {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="${run.replace(/[^\w.-]/g, "")}.zip"`,
      "cache-control": "no-store",
    },
  });
}

async function* filesOf(request: Request, run: string, pieces: string[]): AsyncGenerator<Packed> {
  for (const piece of pieces) {
    for (const [kind, name] of Object.entries(KINDS)) {
      const path = ["/runs", run, "pieces", piece, kind]
        .map(encodeURIComponent)
        .join("/")
        .replace("%2Fruns", "/runs");
      const answer = await pass(request, path, []);
      if (answer.ok && answer.body) yield { name: `${piece}/${name}`, content: answer.body };
      else await answer.body?.cancel();
    }
  }
}
