"use client";

import { useEffect, useRef, useState } from "react";
import { preload } from "react-dom";
import { Empty } from "@/components/empty";
import { Download } from "@/components/icons";
import { Link } from "@/components/link";
import { Tag } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import type { Gate, PieceSpec, PieceView } from "@/lib/api/types";
import { coverOf, fileUrl, saveUrl } from "@/lib/files";
import { money } from "@/lib/format";
import { piecesOf } from "@/lib/run/model";
import { useRun } from "@/lib/run/store";
import { pieceName, platformName } from "@/lib/run/words";
import { SideTabs } from "./side-tabs";

/** The videos, and above them what can be done with all. */
export function FilmPane() {
  const run = useRun((now) => now.run.id);
  const several = useRun((now) => now.run.pieces.filter((piece) => piece.status === "done").length > 0);
  return (
    <>
      <div className="flex min-h-12 items-center gap-4 border-line border-b px-4 lg:pl-2">
        <SideTabs />
        <span className="flex-1" />
        {several && (
          <Button asChild size="sm">
            <a href={`/bff/runs/${run}/download`} download>
              <Download aria-hidden /> Download all
            </a>
          </Button>
        )}
      </div>
      <Films />
    </>
  );
}

function Films() {
  const run = useRun((now) => now.run);
  const wire = useRun((now) => now.wire);
  const specs = new Map(piecesOf(run, wire).map(({ spec }) => [spec.id, spec]));
  const done = run.pieces.filter((piece) => piece.status === "done");
  const lost = run.pieces.filter((piece) => piece.status !== "done");
  if (done.length + lost.length === 0) {
    return (
      <div className="p-4 sm:p-6">
        <Empty title={run.status === "running" ? "In the making" : "No videos yet"}>
          {run.status === "planned"
            ? "Say yes to the plan and the finished videos show up here."
            : "They show up here as soon as they are done and checked."}
        </Empty>
      </div>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto p-4 sm:p-5">
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(220px,1fr))] gap-5">
        {done.map((piece, place) => (
          <li key={piece.id}>
            <FilmCard
              first={place === 0}
              run={run.id}
              piece={piece}
              spec={specs.get(piece.id)}
              gates={wire.gates[piece.id] ?? []}
            />
          </li>
        ))}
        {lost.map((piece) => (
          <li key={piece.id} className="rounded-[14px] border border-tally/40 bg-tally-wash p-4 text-sm">
            <p className="font-medium text-tally">{pieceName(piece.id)} could not be made</p>
            <p className="mt-1">{piece.error}</p>
            <p className="mt-2 text-soft">
              Nothing of it was charged beyond what vendors billed. “Try again” makes only this one.
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FilmCardProps {
  first: boolean;
  run: string;
  piece: PieceView;
  spec: PieceSpec | undefined;
  gates: Gate[];
}

function FilmCard({ first, run, piece, spec, gates }: FilmCardProps) {
  const video = useRef<HTMLVideoElement>(null);
  const near = useNear(video, first);
  const poster = coverOf(run, piece).src;
  if (first) preload(poster, { as: "image", fetchPriority: "high" });
  const passed = gates.filter((gate) => gate.passed).length;
  return (
    <article aria-label={piece.title} className="overflow-hidden rounded-[14px] border border-line bg-panel">
      <video
        ref={video}
        src={fileUrl(run, piece, "video")}
        poster={near ? poster : undefined}
        controls
        preload="none"
        playsInline
        aria-label={piece.title}
        className="block w-full bg-[oklch(0.1_0_0)]"
        style={{ aspectRatio: (spec?.aspect ?? "9:16").replace(":", " / ") }}
      >
        <track
          kind="captions"
          srcLang={spec?.language ?? "en"}
          label="Captions"
          src={fileUrl(run, piece, "captions_vtt")}
        />
      </video>
      <div className="grid gap-2 p-3.5">
        <div>
          <p className="eyebrow">
            {platformName(spec?.platform ?? "")} · {Math.round(piece.seconds)} s
          </p>
          <h2 className="mt-0.5 text-pretty font-medium text-sm leading-snug">
            <Link href={`/studio/${run}/piece/${piece.id}`} className="underline-offset-4 hover:underline">
              {piece.title}
            </Link>
          </h2>
        </div>
        <div className="flex items-center gap-2">
          {gates.length > 0 && (
            <Tag
              tone={passed === gates.length ? "fine" : "lamp"}
              title={gates.map((gate) => `${gate.name}: ${gate.measured}`).join("\n")}
            >
              {passed} of {gates.length} checks
            </Tag>
          )}
          {Number(piece.cost_usd) > 0 && (
            <span className="timecode text-soft text-xs">{money(piece.cost_usd)}</span>
          )}
          <span className="flex-1" />
          <Button asChild size="sm" look="quiet" className="px-2">
            <Link href={`/studio/${run}/piece/${piece.id}`} aria-label={`Change scenes of ${piece.title}`}>
              Change
            </Link>
          </Button>
          <a
            href={saveUrl(run, piece.id, "video")}
            download
            aria-label={`Download ${piece.title}`}
            className="grid size-8 place-items-center rounded-[10px] text-soft hover:bg-well hover:text-ink"
          >
            <Download aria-hidden className="size-4" />
          </a>
        </div>
      </div>
    </article>
  );
}

/** Whether something came near what is in sight: posters know no lazy loading. */
function useNear(ref: React.RefObject<Element | null>, already: boolean): boolean {
  const [near, setNear] = useState(already);
  useEffect(() => {
    if (near || !ref.current) return;
    const watch = new IntersectionObserver((seen) => setNear(seen.some((one) => one.isIntersecting)), {
      rootMargin: "300px",
    });
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, [near, ref]);
  return near;
}
