"use client";

import { lazy, Suspense, useState } from "react";
import { Skeleton } from "@/components/ui/bits";
import { cn } from "@/lib/cn";
import { type Tab, usePiece, usePieceStore } from "@/lib/piece/store";
import { PieceHead } from "./head";
import { Notice } from "./notice";
import { usePieceKeys } from "./piece-keys";
import { Player } from "./player";
import { ScenePanel } from "./scene-panel";
import { Strip } from "./strip";

const PostPanel = lazy(() => import("./post-panel").then((all) => ({ default: all.PostPanel })));
const ShareDialog = lazy(() => import("./share-dialog").then((all) => ({ default: all.ShareDialog })));

// What is behind another tab than the first is fetched when it is opened.
const PiecePanel = lazy(() => import("./piece-panel").then((all) => ({ default: all.PiecePanel })));
const ReportPanel = lazy(() => import("./report-panel").then((all) => ({ default: all.ReportPanel })));
const VersionsPanel = lazy(() => import("./versions-panel").then((all) => ({ default: all.VersionsPanel })));

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
  const made = usePiece((now) => now.piece.scenes.length > 0);
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
            <Suspense fallback={<Waiting />}>
              <Panel />
            </Suspense>
          </section>
        </div>
      </div>
      <div className="max-lg:hidden">{made && <Strip />}</div>
      <Suspense>{sharing && <ShareDialog onClose={() => setSharing(false)} />}</Suspense>
    </div>
  );
}

function Waiting() {
  return (
    <div className="grid max-w-2xl gap-4" aria-busy="true">
      <Skeleton className="h-6 w-40" />
      <Skeleton className="h-48" />
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
