import type { Metadata } from "next";
import { Empty } from "@/components/empty";
import { Film } from "@/components/gallery/film";
import { Link } from "@/components/link";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import { signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";
import type { RunSummary } from "@/lib/api/types";
import { coverOf, fileUrl } from "@/lib/files";
import { titleOf } from "@/lib/run/words";

export const metadata: Metadata = { title: "Gallery" };

const PAGE = 20;
/** Films of the first row on a phone. */
const IN_SIGHT = 2;

export default async function Gallery({ searchParams }: PageProps<"/gallery">) {
  const { cursor } = await searchParams;
  const from = typeof cursor === "string" ? cursor : "";
  const found = signedIn(await settle(get("/runs", { query: { limit: PAGE, cursor: from } })));
  const runs = found.ok ? found.value.runs.filter(hasFilms) : [];
  return (
    <div className="mx-auto w-full max-w-7xl px-4 py-8 sm:px-8">
      <h1 className="font-semibold text-2xl tracking-tight">Gallery</h1>
      <p className="mt-1 mb-8 text-soft">
        Everything that is finished. Point at a film, or move to it with Tab, to play it.
      </p>
      {!found.ok && <Trouble problem={found.problem} />}
      {found.ok && runs.length === 0 && (
        <Empty
          title="No films yet"
          action={
            <Button asChild look="lamp">
              <Link href="/">Write a brief</Link>
            </Button>
          }
        >
          Finished videos collect here, ready to watch and to download.
        </Empty>
      )}
      <div className="grid gap-10">
        {runs.map((run, place) => (
          <Reel key={run.id} run={run} first={place === 0} />
        ))}
      </div>
      {found.ok && found.value.next && (
        <div className="mt-10 grid justify-items-center">
          <Button asChild>
            <Link href={`/gallery?cursor=${encodeURIComponent(found.value.next)}`}>Show earlier ones</Link>
          </Button>
        </div>
      )}
    </div>
  );
}

const hasFilms = (run: RunSummary) => run.pieces.some((piece) => piece.status === "done");

function Reel({ run, first }: { run: RunSummary; first: boolean }) {
  const specs = new Map(run.spec?.pieces.map((spec) => [spec.id, spec]));
  const films = run.pieces.filter((piece) => piece.status === "done");
  return (
    <section aria-label={titleOf(run)}>
      <div className="mb-3 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h2 className="min-w-0 font-medium">
          <Link href={`/studio/${run.id}`} className="hover:text-lamp">
            {titleOf(run)}
          </Link>
        </h2>
        <span className="flex-1" />
        <a
          href={`/bff/runs/${run.id}/download`}
          download
          className="text-lamp text-sm underline underline-offset-4"
          aria-label={`Download all of ${titleOf(run)}`}
        >
          Download all
        </a>
      </div>
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
        {films.map((piece, place) => (
          <li key={piece.id}>
            <Film
              run={run.id}
              piece={{ id: piece.id, title: piece.title, seconds: piece.seconds }}
              video={fileUrl(run.id, piece, "video")}
              cover={coverOf(run.id, piece)}
              first={first && place < IN_SIGHT}
              platform={specs.get(piece.id)?.platform ?? ""}
              aspect={specs.get(piece.id)?.aspect ?? "9:16"}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
