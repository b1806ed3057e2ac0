"use client";

import { useRef, useState } from "react";
import { Download, Play } from "@/components/icons";
import { Link } from "@/components/link";
import type { PieceView } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { fileUrl, saveUrl } from "@/lib/files";
import { platformName } from "@/lib/run/words";

interface FilmProps {
  run: string;
  piece: PieceView;
  platform: string;
  aspect: string;
}

/** A finished piece: its cover, and the film itself while it is pointed at. */
export function Film({ run, piece, platform, aspect }: FilmProps) {
  const [playing, setPlaying] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  const start = () => {
    setPlaying(true);
    void video.current?.play().catch(() => setPlaying(false));
  };
  const stop = () => {
    video.current?.pause();
    setPlaying(false);
  };
  return (
    <figure className="group grid gap-2">
      <div
        className="relative overflow-hidden rounded-[12px] border border-line bg-well"
        style={{ aspectRatio: aspect.replace(":", " / ") }}
        onPointerEnter={start}
        onPointerLeave={stop}
      >
        <video
          ref={video}
          src={fileUrl(run, piece, "video")}
          poster={fileUrl(run, piece, "cover")}
          preload="none"
          loop
          muted
          playsInline
          tabIndex={-1}
          aria-hidden
          className="size-full object-cover"
        />
        <button
          type="button"
          aria-label={playing ? `Stop ${piece.title}` : `Play ${piece.title}`}
          onFocus={start}
          onBlur={stop}
          onClick={playing ? stop : start}
          className={cn(
            "absolute inset-0 grid place-items-center rounded-[12px] focus-visible:outline-offset-[-3px]",
            playing && "opacity-0 focus-visible:opacity-100",
          )}
        >
          <span
            className={cn(
              "grid size-11 place-items-center rounded-full bg-[oklch(0.18_0.01_60/0.72)] text-white transition-opacity",
              playing && "opacity-0",
            )}
          >
            <Play aria-hidden className="ml-0.5 size-5" fill="currentColor" />
          </span>
        </button>
        <span className="timecode absolute right-2 bottom-2 rounded-md bg-[oklch(0.18_0.01_60/0.72)] px-1.5 py-0.5 text-[11px] text-white">
          {Math.round(piece.seconds)} s
        </span>
      </div>
      <figcaption className="flex items-start gap-2">
        <span className="min-w-0 flex-1">
          <Link
            href={`/studio/${run}/piece/${piece.id}`}
            className="line-clamp-2 font-medium text-[13px] leading-snug underline-offset-4 hover:underline"
          >
            {piece.title}
          </Link>
          <span className="text-soft text-xs">{platformName(platform)}</span>
        </span>
        <a
          href={saveUrl(run, piece.id, "video")}
          download
          aria-label={`Download ${piece.title}`}
          className="grid size-8 shrink-0 place-items-center rounded-[10px] text-soft hover:bg-well hover:text-ink"
        >
          <Download aria-hidden className="size-4" />
        </a>
      </figcaption>
    </figure>
  );
}
