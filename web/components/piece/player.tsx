"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { preload } from "react-dom";
import type { PieceDetail } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { type PieceStoreApi, reload, usePiece, usePieceStore } from "@/lib/piece/store";
import { fileOf, sceneAt } from "@/lib/piece/time";
import { Controls } from "./controls";
import { NotMade } from "./not-made";

/** The video with its own controls, which the keys work too; it keeps its place when another cut comes in. */
export function Player() {
  const piece = usePiece((now) => now.piece);
  const upright = piece.height >= piece.width;
  return (
    <section
      aria-label="Player"
      className={cn(
        "flex min-h-0 min-w-0 flex-col bg-well",
        upright
          ? "lg:w-[min(38vw,calc((100dvh-20.5rem)*var(--shape)+2.5rem))] lg:min-w-[23rem]"
          : "lg:w-[54vw]",
      )}
      style={{ "--shape": piece.width / piece.height } as React.CSSProperties}
    >
      <div className="grid min-h-0 flex-1 place-items-center p-3 sm:p-5 sm:pb-2">
        <div
          className={cn(
            "relative max-h-full max-w-full overflow-hidden rounded-[14px] shadow-card",
            upright ? "h-[min(58dvh,620px)] lg:h-full" : "w-full",
          )}
          style={{ aspectRatio: `${piece.width} / ${piece.height}` }}
        >
          {piece.files.video ? <Film piece={piece} /> : <NotMade />}
        </div>
      </div>
      {piece.files.video && <Controls />}
    </section>
  );
}

function Film({ piece }: { piece: PieceDetail }) {
  const store = usePieceStore();
  const captions = usePiece((now) => now.captions);
  const muted = usePiece((now) => now.muted);
  const playing = usePiece((now) => now.playing);
  const redoing = usePiece((now) => now.carrying);
  const src = useStill(piece.files.video ?? "");
  const poster = piece.files.cover_540 ?? piece.files.cover;
  const video = useRef<HTMLVideoElement>(null);
  if (poster) preload(poster, { as: "image", fetchPriority: "high" });
  useDeck(store, video);
  useEffect(() => {
    const track = video.current?.textTracks[0];
    if (track) track.mode = captions ? "showing" : "hidden";
  }, [captions]);
  return (
    <>
      <video
        ref={video}
        src={src}
        poster={poster}
        playsInline
        preload="metadata"
        muted={muted}
        aria-label={piece.title}
        data-testid="film"
        onClick={() => toggle(store)}
        onError={() => void reload(store)}
        className="size-full object-cover"
      >
        {piece.files.captions_vtt && (
          <track
            kind="captions"
            srcLang={piece.language}
            label="Captions"
            src={piece.files.captions_vtt}
            key={fileOf(piece.files.captions_vtt)}
          />
        )}
      </video>
      <Zone />
      {!playing && (
        <button
          type="button"
          aria-label="Play the video"
          onClick={() => toggle(store)}
          className="absolute inset-0 m-auto grid size-16 place-items-center rounded-full bg-[oklch(0.18_0.01_60/0.7)] text-white backdrop-blur-sm transition-transform hover:scale-105"
        >
          <svg aria-hidden viewBox="0 0 24 24" className="ml-1 size-7" fill="currentColor">
            <path d="M7 4.5v15l12.5-7.5z" />
          </svg>
        </button>
      )}
      {redoing && (
        <p className="absolute inset-x-3 top-3 rounded-full bg-[oklch(0.18_0.01_60/0.78)] px-3 py-1.5 text-center text-white text-xs">
          This is the cut from before. The new one comes in by itself.
        </p>
      )}
    </>
  );
}

/** Starts or pauses. */
export function toggle(store: PieceStoreApi): void {
  const { video } = store.getState();
  if (!video) return;
  if (video.paused) void video.play().catch(() => {});
  else video.pause();
}

/** The address of a file, the same until another file is meant: links are renewed, and players would start over. */
function useStill(url: string): string {
  const [still, setStill] = useState(url);
  const broken = usePiece((now) => now.video?.error != null);
  if (still !== url && (broken || fileOf(still) !== fileOf(url))) setStill(url);
  return still;
}

/** Tells the page what the player does, and puts a new cut where the old one was. */
function useDeck(store: PieceStoreApi, ref: React.RefObject<HTMLVideoElement | null>): void {
  const tell = useCallback(() => {
    const video = ref.current;
    // while another cut comes in its time is 0, and the place is that of the one before
    if (!video || video.readyState === HTMLMediaElement.HAVE_NOTHING) return;
    const { piece, scene } = store.getState();
    const playing = !video.paused && !video.ended;
    const on = playing ? (sceneAt(piece.scenes, video.currentTime)?.id ?? scene) : scene;
    store.setState({ at: video.currentTime, playing, scene: on });
  }, [store, ref]);
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    store.setState({ video });
    const place = () => {
      const { at } = store.getState();
      if (at > 0.1 && Math.abs(video.currentTime - at) > 0.3)
        video.currentTime = Math.min(at, video.duration - 0.1);
      if (wasPlaying) void video.play().catch(() => {});
      wasPlaying = false;
    };
    let wasPlaying = false;
    const leave = () => {
      wasPlaying = store.getState().playing;
    };
    const events = ["play", "pause", "timeupdate", "ended", "seeked"] as const;
    for (const name of events) video.addEventListener(name, tell);
    video.addEventListener("emptied", leave);
    video.addEventListener("loadedmetadata", place);
    return () => {
      for (const name of events) video.removeEventListener(name, tell);
      video.removeEventListener("emptied", leave);
      video.removeEventListener("loadedmetadata", place);
      store.setState({ video: null });
    };
  }, [store, ref, tell]);
}

/** What a platform's own interface leaves free. */
function Zone() {
  const piece = usePiece((now) => now.piece);
  const zone = usePiece((now) => now.zone);
  const safe = piece.safe.find((one) => one.platform === zone);
  if (!safe) return null;
  const across = (value: number) => `${(value / piece.width) * 100}%`;
  const down = (value: number) => `${(value / piece.height) * 100}%`;
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden" data-testid="zone">
      <div
        className="absolute rounded-[6px] border border-white/90 border-dashed shadow-[0_0_0_2000px_oklch(0.35_0.16_25/0.5)]"
        style={{
          left: across(safe.left),
          top: down(safe.top),
          width: across(safe.width),
          height: down(safe.height),
        }}
      >
        <span className="absolute top-1.5 left-1.5 rounded bg-[oklch(0.18_0.01_60/0.78)] px-1.5 py-0.5 text-[11px] text-white">
          Free on {safe.title}
        </span>
      </div>
    </div>
  );
}
