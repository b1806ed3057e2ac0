import { NotYours } from "@/components/forms/part";
import { Composer } from "@/components/home/composer";
import { ExampleChips, FirstSteps } from "@/components/home/examples";
import { RunCard } from "@/components/home/run-card";
import { Link } from "@/components/link";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import { mayChange, signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";

const PAGE = 12;

export default async function Home({ searchParams }: PageProps<"/">) {
  const { cursor, brief } = await searchParams;
  const older = typeof cursor === "string" ? cursor : "";
  const [runs, may] = await Promise.all([
    settle(get("/runs", { query: { limit: PAGE, cursor: older } })),
    mayChange(),
  ]);
  const found = signedIn(runs);
  const first = found.ok && !older && found.value.runs.length === 0;
  return (
    <div className="mx-auto w-full max-w-6xl px-4 pt-10 pb-20 sm:px-8 sm:pt-16">
      {!older && (
        <section className="mx-auto max-w-3xl">
          <h1 className="text-balance text-center font-semibold text-[2rem] leading-tight tracking-[-0.03em] sm:text-[2.75rem]">
            What shall we make?
          </h1>
          <p className="mt-2 mb-7 text-balance text-center text-soft">
            Say it in your own words. You see the plan and its price before anything is made.
          </p>
          {may ? (
            <Composer
              key={typeof brief === "string" ? brief : ""}
              token={crypto.randomUUID()}
              text={typeof brief === "string" ? brief : ""}
            />
          ) : (
            <NotYours>
              You are a viewer here: you watch and download what others make. An owner can let you write
              briefs too.
            </NotYours>
          )}
          {may && !first && <ExampleChips />}
        </section>
      )}
      <section className={older ? "" : "mt-16"} aria-labelledby="runs">
        <div className="mb-4 flex items-baseline justify-between gap-4">
          <h2 id="runs" className="font-semibold text-lg tracking-tight">
            {first && may ? "Three to begin with" : older ? "Earlier briefs" : "Recent briefs"}
          </h2>
          {older && (
            <Link href="/" className="text-lamp text-sm underline underline-offset-4">
              To the newest
            </Link>
          )}
        </div>
        {!found.ok && <Trouble problem={found.problem} />}
        {first && may && <FirstSteps />}
        {found.ok && (
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {found.value.runs.map((run) => (
              <li key={run.id}>
                <RunCard run={run} now={Date.now()} />
              </li>
            ))}
          </ul>
        )}
        {found.ok && found.value.next && (
          <div className="mt-8 grid justify-items-center">
            <Button asChild>
              <Link href={`/?cursor=${encodeURIComponent(found.value.next)}`}>Show earlier ones</Link>
            </Button>
          </div>
        )}
      </section>
    </div>
  );
}
