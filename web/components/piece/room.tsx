"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { cn } from "@/lib/cn";
import { type Tab, usePiece, usePieceStore } from "@/lib/piece/store";
import { PieceHead } from "./head";
import { Notice } from "./notice";
import { usePieceKeys } from "./piece-keys";
import { PiecePanel } from "./piece-panel";
import { Player } from "./player";
import { ReportPanel } from "./report-panel";
import { ScenePanel } from "./scene-panel";
import { Strip } from "./strip";
import { VersionsPanel } from "./versions-panel";

const PostPanel = dynamic(() => import("./post-panel").then((all) => all.PostPanel));
const ShareDialog = dynamic(() => import("./share-dialog").then((all) => all.ShareDialog), { ssr: false });
const RedoDialog = dynamic(() => import("./redo-dialog").then((all) => all.RedoDialog), { ssr: false });

const PANELS = {
  scene: { name: "Scene", panel: ScenePanel },
  piece: { name: "Whole piece", panel: PiecePanel },
  post: { name: "Post", panel: PostPanel },
  report: { name: "Checks", panel: ReportPanel },
  versions: { name: "Versions", panel: VersionsPanel },
};
const TABS = Object.entries(PANELS) as [Tab, (typeof PANELS)[Tab]][];

/** The cutting table of one piece: player, what can be changed about it, and its scenes in time. */
export function PieceRoom() {
  const tab = usePiece((now) => now.tab);
  const redo = usePiece((now) => now.redoOpen);
  const made = usePiece((now) => now.piece.scenes.length > 0);
  const store = usePieceStore();
  const [sharing, setSharing] = useState(false);
  usePieceKeys();
  const Panel = PANELS[tab].panel;
  return (
    <div className="flex min-h-0 flex-1 flex-col lg:h-[calc(100dvh-3.5rem)] lg:flex-none">
      <PieceHead onShare={() => setSharing(true)} />
      <div className="grid min-h-0 flex-1 lg:grid-cols-[auto_minmax(0,1fr)]">
        <Player />
        <div className="flex min-h-0 min-w-0 flex-col border-line max-lg:border-t lg:border-l">
          <div className="lg:hidden">{made && <Strip />}</div>
          <Tabs />
          <Notice />
          <section
            aria-label={PANELS[tab].name}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys too
            tabIndex={0}
            className="min-h-0 flex-1 overflow-y-auto px-4 py-5 sm:px-6 max-lg:pb-16"
          >
            <Panel />
          </section>
        </div>
      </div>
      <div className="max-lg:hidden">{made && <Strip />}</div>
      {sharing && <ShareDialog onClose={() => setSharing(false)} />}
      {redo && <RedoDialog onClose={() => store.setState({ redoOpen: false })} />}
    </div>
  );
}

function Tabs() {
  const store = usePieceStore();
  const tab = usePiece((now) => now.tab);
  const failed = usePiece((now) => now.piece.gates.filter((gate) => !gate.passed).length);
  return (
    <nav aria-label="About this piece" className="flex overflow-x-auto border-line border-b px-2 sm:px-4">
      {TABS.map(([id, { name }]) => (
        <button
          key={id}
          type="button"
          aria-pressed={tab === id}
          onClick={() => store.setState({ tab: id })}
          className={cn(
            "-mb-px flex h-11 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-3 text-sm text-soft hover:text-ink",
            tab === id && "border-lamp font-medium text-ink",
          )}
        >
          {name}
          {id === "report" && failed > 0 && (
            <span className="timecode rounded-full bg-tally-wash px-1.5 text-tally text-xs">{failed}</span>
          )}
        </button>
      ))}
    </nav>
  );
}
