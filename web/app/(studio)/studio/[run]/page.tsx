import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Room } from "@/components/studio/room";
import { Trouble } from "@/components/trouble";
import { mayChange, orNothing, signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";
import { type Live, RunProvider } from "@/lib/run/store";
import { titleOf } from "@/lib/run/words";

type Props = PageProps<"/studio/[run]">;

const load = (run: string) => settle(get("/runs/{run_id}", { at: { run_id: run } }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const run = orNothing(await load((await params).run));
  return { title: run ? titleOf(run) : "Run" };
}

export default async function StudioPage({ params }: Props) {
  const id = (await params).run;
  const [run, live, may] = await Promise.all([
    load(id),
    settle(get("/runs/{run_id}/state", { at: { run_id: id } })),
    mayChange(),
  ]);
  signedIn(run);
  if (!run.ok && run.problem.status === 404) notFound();
  if (!run.ok) return <Trouble problem={run.problem} className="m-6" />;
  const told = (orNothing(live) ?? { state: {}, after: "" }) as Live;
  return (
    <RunProvider key={id} run={run.value} live={told} may={may}>
      <Room />
    </RunProvider>
  );
}
