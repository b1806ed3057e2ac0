"use client";

import { useState } from "react";
import { Cover } from "@/components/cover";
import { Download, Play } from "@/components/icons";
import { Link } from "@/components/link";
import { cn } from "@/lib/cn";
import { type Cover as Sizes, saveUrl } from "@/lib/files";
import { platformName } from "@/lib/run/words";

const WIDTHS = "(min-width: 1024px) 19vw, (min-width: 640px) 31vw, 46vw";

interface FilmProps {
  run: string;
  piece: { id: string; title: string; seconds: number };
  video: string;
  cover: Sizes;
  platform: string;
  aspect: string;
  first: boolean;
}

/** A finished piece: its cover, and the film itself while it is pointed at. */
export function Film({ run, piece, video, cover, platform, aspect, first }: FilmProps) {
  const [playing, setPlaying] = useState(false);
  const start = () => setPlaying(true);
  const stop = () => setPlaying(false);
  return (
    <figure className="group grid gap-2">
      <div
        className="relative overflow-hidden rounded-[12px] border border-line bg-well"
        style={{ aspectRatio: aspect.replace(":", " / ") }}
        onPointerEnter={start}
        onPointerLeave={stop}
      >
        <Cover cover={cover} sizes={WIDTHS} first={first} className="size-full object-cover" />
        {playing && (
          <video
            src={video}
            autoPlay
            loop
            muted
            playsInline
            tabIndex={-1}
            aria-hidden
            onError={stop}
            className="absolute inset-0 size-full object-cover"
          />
        )}
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
