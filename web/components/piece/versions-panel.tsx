"use client";

import { lazy, Suspense, useState } from "react";
import { Empty } from "@/components/empty";
import { History, SquareSplitHorizontal } from "@/components/piece/icons";
import { Undo2 } from "@/components/studio/icons";
import { Tag } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import type { Take, Version } from "@/lib/api/types";
import { ago, money } from "@/lib/format";
import { changeIn } from "@/lib/piece/report";
import { usePiece } from "@/lib/piece/store";
import { usePieceDeeds } from "./deeds";

const Compare = lazy(() => import("./compare").then((all) => ({ default: all.Compare })));

/** How the plan came to be what it is, and ways back. */
export function VersionsPanel() {
  const versions = usePiece((now) => now.versions);
  const takes = usePiece((now) => now.piece.takes);
  const busy = usePiece((now) => now.busy !== "" || now.carrying);
  const planned = usePiece((now) => now.run.proposal !== null);
  const deeds = usePieceDeeds();
  const [shown, setShown] = useState<Take | null>(null);
  if (versions.length === 0) {
    return (
      <Empty title="No versions yet">Every change you say yes to is kept here, with a way back to it.</Empty>
    );
  }
  return (
    <div className="grid max-w-3xl gap-4">
      <header className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1 basis-56">
          <h2 className="font-semibold text-lg tracking-tight">Versions</h2>
          <p className="text-pretty text-sm text-soft">
            Of the whole run. Going back is a proposal like any other: what is still there is not made again.
          </p>
        </div>
        <Button size="sm" disabled={busy || planned || versions.length < 2} onClick={deeds.undo}>
          <Undo2 aria-hidden /> Undo the last
        </Button>
      </header>
      <ol className="grid">
        {versions.map((version) => (
          <Row
            key={version.version}
            version={version}
            take={takes?.find((take) => take.version === version.version && !take.current)}
            onCompare={setShown}
            onRestore={busy || planned ? undefined : () => deeds.restore(version.version)}
          />
        ))}
      </ol>
      <Suspense>{shown && <Compare take={shown} onClose={() => setShown(null)} />}</Suspense>
    </div>
  );
}

interface RowProps {
  version: Version;
  take: Take | undefined;
  onCompare: (take: Take) => void;
  onRestore: (() => void) | undefined;
}

function Row({ version, take, onCompare, onRestore }: RowProps) {
  const [now] = useState(() => Date.now());
  const piece = usePiece((now) => now.piece);
  const changes = version.changes.map((change) => changeIn(change, piece.id, piece.scenes));
  const words = changes.length > 0 ? changes : ["The plan as it was first made"];
  const back = version.restores > 0 ? [`Back to version ${version.restores}`] : [];
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-line border-t py-3">
      <span className="timecode w-8 pt-0.5 text-[13px] text-soft">v{version.version}</span>
      <div className="min-w-0 flex-1 basis-52 text-sm">
        {[...back, ...words].map((line) => (
          <p key={line} className="text-pretty">
            {line}
          </p>
        ))}
        <p className="text-[13px] text-soft" suppressHydrationWarning>
          {ago(version.created, now)}
          {Number(version.usd) > 0 && ` · ${money(version.usd)}`}
        </p>
      </div>
      <div className="flex items-center gap-2">
        {version.current && <Tag tone="fine">Now</Tag>}
        {version.state === "proposed" && <Tag tone="draft">Proposed</Tag>}
        {version.state === "dropped" && <Tag>Dropped</Tag>}
        {take && (
          <Button size="sm" look="quiet" onClick={() => onCompare(take)}>
            <SquareSplitHorizontal aria-hidden /> Compare
          </Button>
        )}
        {!version.current && version.state === "kept" && (
          <Button size="sm" disabled={!onRestore} onClick={onRestore}>
            <History aria-hidden /> Go back to it
          </Button>
        )}
      </div>
    </li>
  );
}
