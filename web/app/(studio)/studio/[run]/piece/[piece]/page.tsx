import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PieceRoom } from "@/components/piece/room";
import { Trouble } from "@/components/trouble";
import { mayChange, orNothing, signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";
import { PieceProvider } from "@/lib/piece/store";
import type { Live } from "@/lib/run/store";

type Props = PageProps<"/studio/[run]/piece/[piece]">;

const NUMBER = /^\d+$/;

const loadRun = (run: string) => settle(get("/runs/{run_id}", { at: { run_id: run } }));
const load = (run: string, piece: string) =>
  settle(get("/runs/{run_id}/pieces/{piece_id}", { at: { run_id: run, piece_id: piece } }));

/** The id of a piece; a plain number is its place in the run. */
async function idOf({ params }: Props): Promise<{ id: string; piece: string }> {
  const { run: id, piece } = await params;
  if (!NUMBER.test(piece)) return { id, piece: decodeURIComponent(piece) };
  const run = orNothing(await loadRun(id));
  return { id, piece: run?.plan?.spec.pieces[Number(piece) - 1]?.id ?? piece };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { id, piece } = await idOf(props);
  return { title: orNothing(await load(id, piece))?.title ?? "Piece" };
}

export default async function PiecePage(props: Props) {
  const { id, piece } = await idOf(props);
  const [run, found, versions, live, options, may] = await Promise.all([
    loadRun(id),
    load(id, piece),
    settle(get("/runs/{run_id}/versions", { at: { run_id: id } })),
    settle(get("/runs/{run_id}/state", { at: { run_id: id } })),
    settle(get("/options")),
    mayChange(),
  ]);
  signedIn(run);
  if (!run.ok && run.problem.status === 404) notFound();
  if (!found.ok && found.problem.status === 404) notFound();
  if (!run.ok) return <Trouble problem={run.problem} className="m-6" />;
  if (!found.ok) return <Trouble problem={found.problem} className="m-6" />;
  return (
    <PieceProvider
      key={`${id} ${piece}`}
      start={{
        run: run.value,
        piece: found.value,
        versions: orNothing(versions)?.versions ?? [],
        options: orNothing(options) ?? null,
        live: (orNothing(live) ?? { state: {}, after: "" }) as Live,
        may,
      }}
    >
      <PieceRoom />
    </PieceProvider>
  );
}
