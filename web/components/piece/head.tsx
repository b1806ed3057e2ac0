"use client";

import type { MouseEvent } from "react";
import { ChevronLeft, ChevronRight, Download } from "@/components/icons";
import { Link } from "@/components/link";
import { ArrowLeft, Share2 } from "@/components/piece/icons";
import { StatusTag } from "@/components/status-tag";
import { Tag } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { type FileKind, saveUrl } from "@/lib/files";
import { usePiece } from "@/lib/piece/store";
import { WATCHING } from "@/lib/run/store";
import { pieceName, platformName, sentence, titleOf } from "@/lib/run/words";

const FILES: [FileKind, string, string][] = [
  ["video", "Video", "MP4"],
  ["cover", "Cover", "JPG"],
  ["captions_srt", "Captions", "SRT"],
  ["captions_vtt", "Captions for the web", "VTT"],
  ["post", "Post text", "JSON"],
  ["script", "Script", "JSON"],
];

/** Which piece this is, the ways out of it, and what can be taken away. */
export function PieceHead({ onShare }: { onShare: () => void }) {
  const run = usePiece((now) => now.run);
  const piece = usePiece((now) => now.piece);
  const watching = usePiece((now) => now.busy === WATCHING);
  const done = piece.status === "done";
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-4 py-2.5 sm:px-5">
      <Button asChild look="quiet" size="icon" className="-ml-2">
        <Link href={`/studio/${run.id}`} aria-label={`Back to ${titleOf(run)}`}>
          <ArrowLeft />
        </Link>
      </Button>
      <div className="min-w-0 flex-1 basis-48">
        <h1 className="truncate font-semibold tracking-tight">{sentence(piece.title)}</h1>
        <p className="truncate text-[13px] text-soft">
          {pieceName(piece.id)} · {platformName(piece.platform)} · {Math.round(piece.seconds)} s
        </p>
      </div>
      <Siblings />
      {run.status !== "done" && <StatusTag status={run.status} />}
      {watching && <Tag title="An owner of the workspace can change your role">Watching only</Tag>}
      {done && (
        <div className="flex gap-2">
          {!watching && (
            <Button size="sm" onClick={onShare}>
              <Share2 aria-hidden /> Share
            </Button>
          )}
          <Downloads />
        </div>
      )}
    </header>
  );
}

function Siblings() {
  const run = usePiece((now) => now.run);
  const id = usePiece((now) => now.piece.id);
  const ids = run.plan?.spec.pieces.map((piece) => piece.id) ?? [];
  const at = ids.indexOf(id);
  if (ids.length < 2 || at < 0) return null;
  const [before, after] = [ids[at - 1], ids[at + 1]];
  return (
    <nav aria-label="Other pieces" className="flex items-center text-[13px] text-soft">
      <Step run={run.id} to={before} words="Piece before">
        <ChevronLeft />
      </Step>
      <span className="timecode">
        {at + 1}/{ids.length}
      </span>
      <Step run={run.id} to={after} words="Next piece">
        <ChevronRight />
      </Step>
    </nav>
  );
}

interface StepProps {
  run: string;
  to: string | undefined;
  words: string;
  children: React.ReactNode;
}

function Step({ run, to, words, children }: StepProps) {
  if (!to) {
    return (
      <Button look="quiet" size="icon" disabled aria-label={words}>
        {children}
      </Button>
    );
  }
  return (
    <Button asChild look="quiet" size="icon">
      <Link href={`/studio/${run}/piece/${to}`} aria-label={words}>
        {children}
      </Link>
    </Button>
  );
}

/** The list of files, and what is left free beside it, in pixels: `w-60` and a gap. */
const WIDE = 240 + 12;

/** Puts what a button opens under it, within the page. */
function below({ currentTarget: button }: MouseEvent<HTMLButtonElement>): void {
  const { bottom, right } = button.getBoundingClientRect();
  const list = button.popoverTargetElement as HTMLElement | null;
  list?.style.setProperty("--top", `${bottom + 6}px`);
  const page = document.documentElement.clientWidth;
  list?.style.setProperty("--right", `${Math.min(page - right, page - WIDE)}px`);
}

function Downloads() {
  const run = usePiece((now) => now.run.id);
  const piece = usePiece((now) => now.piece);
  const files = FILES.filter(([kind]) => piece.files[kind]);
  return (
    <>
      <Button size="sm" look="lamp" popoverTarget="downloads" onClick={below}>
        <Download aria-hidden /> Download
      </Button>
      <ul
        id="downloads"
        popover="auto"
        aria-label="Files"
        className="fixed inset-auto top-[var(--top)] right-[var(--right)] m-0 w-60 rounded-[12px] border border-line bg-raised p-1 text-ink shadow-card"
      >
        {files.map(([kind, words, form]) => (
          <li key={kind}>
            <a
              href={saveUrl(run, piece.id, kind)}
              download
              className="flex items-center gap-3 rounded-[8px] px-3 py-2 text-sm hover:bg-well"
            >
              <span className="flex-1">{words}</span>
              <span className="timecode text-soft text-xs">{form}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
