"use client";

import dynamic from "next/dynamic";
import { cn } from "@/lib/cn";
import { piecesOf } from "@/lib/run/model";
import { type Pane, useRun, useRunStore } from "@/lib/run/store";
import { Chat } from "./chat";
import { Films } from "./films";
import { Head } from "./head";
import { PlanPane } from "./plan-pane";
import { useRoomKeys } from "./room-keys";

const PieceDialog = dynamic(() => import("./piece-dialog").then((all) => all.PieceDialog), { ssr: false });

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
        <section aria-label="Chat" className={cn("min-h-0 min-w-0 border-line lg:border-r", pane !== "chat" && "max-lg:hidden")}>
          <Chat />
        </section>
        <section
          aria-label={pane === "films" ? "Videos" : "Plan"}
          className={cn("flex min-h-0 min-w-0 flex-col", pane === "chat" && "max-lg:hidden")}
        >
          {pane === "films" ? <Films /> : <PlanPane />}
        </section>
      </div>
      {editing && <PieceDialog onClose={() => store.setState({ editing: "" })} />}
    </div>
  );
}

/** On a phone all three; beside the chat only the plan and the videos. */
function PaneTabs() {
  const store = useRunStore();
  const pane = useRun((now) => now.pane);
  const films = useRun((now) => now.run.pieces.filter((piece) => piece.status === "done").length);
  const pieces = useRun((now) => piecesOf(now.run, now.wire).length);
  const counts: Record<Pane, string> = { chat: "", plan: pieces ? String(pieces) : "", films: films ? String(films) : "" };
  return (
    <nav aria-label="Parts of this run" className="flex gap-1 border-line border-b px-3 sm:px-4">
      {PANES.map(({ id, name }) => {
        const chosen = pane === id || (pane === "chat" && id === "plan");
        return (
          <button
            key={id}
            type="button"
            aria-pressed={pane === id}
            onClick={() => store.setState({ pane: id })}
            className={cn(
              "-mb-px h-10 border-transparent border-b-2 px-3 text-sm text-soft hover:text-ink max-lg:flex-1",
              pane === id && "border-lamp font-medium text-ink max-lg:border-lamp",
              id === "chat" && "lg:hidden",
              chosen && "lg:border-lamp lg:font-medium lg:text-ink",
            )}
          >
            {name}
            {counts[id] && <span className="timecode ml-2 text-soft text-xs">{counts[id]}</span>}
          </button>
        );
      })}
    </nav>
  );
}
