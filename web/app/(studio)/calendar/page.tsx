import type { Metadata } from "next";
import { Calendar, type Film } from "@/components/calendar/calendar";
import { Trouble } from "@/components/trouble";
import { mayChange, orNothing, signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";
import type { RunSummary } from "@/lib/api/types";
import { around, monthOf } from "@/lib/calendar/month";
import { titleOf } from "@/lib/run/words";

export const metadata: Metadata = { title: "Calendar" };

export default async function CalendarPage({ searchParams }: PageProps<"/calendar">) {
  const asked = await searchParams;
  const now = new Date();
  const month = monthOf(asked.month, now);
  const { from, to } = around(month);
  const [posts, runs, options, may] = await Promise.all([
    settle(get("/posts", { query: { from, to, limit: 100 } })),
    settle(get("/runs", { query: { limit: 50 } })),
    settle(get("/options")),
    mayChange(),
  ]);
  signedIn(posts);
  const films = (orNothing(runs)?.runs ?? []).flatMap(filmsOf);
  const wanted = typeof asked.film === "string" ? asked.film : "";
  return (
    <div className="mx-auto w-full max-w-6xl px-4 py-8 pb-20 sm:px-8">
      <h1 className="font-semibold text-2xl tracking-tight">Calendar</h1>
      <p className="mt-1 mb-6 max-w-2xl text-pretty text-soft">
        When finished videos are to be published. No platform is connected: when a moment comes, you get the
        file and the caption, and say when it is out.
      </p>
      {!posts.ok && <Trouble problem={posts.problem} />}
      {posts.ok && (
        <Calendar
          month={month}
          now={now.toISOString()}
          posts={posts.value.posts}
          films={films}
          platforms={(orNothing(options)?.platforms ?? []).map(({ name, title }) => ({ name, title }))}
          wanted={films.some((film) => film.id === wanted) ? wanted : ""}
          may={may}
        />
      )}
    </div>
  );
}

function filmsOf(run: RunSummary): Film[] {
  const specs = new Map(run.spec?.pieces.map((spec) => [spec.id, spec]));
  return run.pieces
    .filter((piece) => piece.status === "done")
    .map((piece) => ({
      id: `${run.id}/${piece.id}`,
      title: piece.title,
      run: titleOf(run),
      platform: specs.get(piece.id)?.platform ?? "",
    }));
}
