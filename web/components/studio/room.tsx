"use client";

import { lazy, Suspense } from "react";
import { cn } from "@/lib/cn";
import { type Pane, useRun, useRunStore } from "@/lib/run/store";
import { Chat } from "./chat";
import { Head } from "./head";
import { PlanPane } from "./plan-pane";
import { useRoomKeys } from "./room-keys";

const PieceDialog = lazy(() => import("./piece-dialog").then((all) => ({ default: all.PieceDialog })));
const FilmPane = lazy(() => import("./films").then((all) => ({ default: all.FilmPane })));

const PANES: { id: Pane; name: string }[] = [
  { id: "chat", name: "Chat" },
  { id: "plan", name: "Plan" },
  { id: "films", name: "Videos" },
];

/** The studio of one run: the chat on the left, the plan or the videos on the right; three tabs on a phone. */
export function Room() {
  const store = useRunStore();
  const pane = useRun((now) => now.pane);
  const editing = useRun((now) => now.editing);
  useRoomKeys();
  return (
    <div className="flex min-h-0 flex-1 flex-col lg:h-[calc(100dvh-3.5rem)] lg:flex-none">
      <Head />
      <PaneTabs />
      <div className="grid min-h-0 flex-1 lg:grid-cols-[minmax(340px,400px)_minmax(0,1fr)]">
        <section
          aria-label="Chat"
          className={cn("min-h-0 min-w-0 border-line lg:border-r", pane !== "chat" && "max-lg:hidden")}
        >
          <Chat />
        </section>
        <section
          aria-label={pane === "films" ? "Videos" : "Plan"}
          className={cn("flex min-h-0 min-w-0 flex-col", pane === "chat" && "max-lg:hidden")}
        >
          <Suspense>{pane === "films" ? <FilmPane /> : <PlanPane />}</Suspense>
        </section>
      </div>
      <Suspense>{editing && <PieceDialog onClose={() => store.setState({ editing: "" })} />}</Suspense>
    </div>
  );
}

/** The parts of a phone's page, one at a time. */
function PaneTabs() {
  const store = useRunStore();
  const pane = useRun((now) => now.pane);
  const open = (id: Pane) =>
    store.setState(id === "plan" && pane !== "plan" ? { pane: id, layout: "list" } : { pane: id });
  return (
    <nav aria-label="Parts of this run" className="flex border-line border-b px-2 lg:hidden">
      {PANES.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          aria-pressed={pane === id}
          onClick={() => open(id)}
          className={cn(
            "-mb-px h-10 flex-1 border-transparent border-b-2 text-sm text-soft",
            pane === id && "border-lamp font-medium text-ink",
          )}
        >
          {name}
        </button>
      ))}
    </nav>
  );
}
