"use client";

import { cn } from "@/lib/cn";
import { type Pane, useRun, useRunStore } from "@/lib/run/store";

const TABS: { id: Exclude<Pane, "chat">; name: string }[] = [
  { id: "plan", name: "Plan" },
  { id: "films", name: "Videos" },
];

/** Beside the chat: the plan or the videos. */
export function SideTabs() {
  const store = useRunStore();
  const pane = useRun((now) => now.pane);
  const done = useRun((now) => now.run.pieces.filter((piece) => piece.status === "done").length);
  return (
    <nav aria-label="Beside the chat" className="flex self-stretch max-lg:hidden">
      {TABS.map(({ id, name }) => {
        const chosen = (pane === "films") === (id === "films");
        return (
          <button
            key={id}
            type="button"
            aria-pressed={chosen}
            onClick={() => store.setState({ pane: id })}
            className={cn(
              "-mb-px border-transparent border-b-2 px-3 text-sm text-soft hover:text-ink",
              chosen && "border-lamp font-medium text-ink",
            )}
          >
            {name}
            {id === "films" && done > 0 && <span className="timecode ml-2 text-soft text-xs">{done}</span>}
          </button>
        );
      })}
    </nav>
  );
}
