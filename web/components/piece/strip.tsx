"use client";

import { useEffect, useRef } from "react";
import { Lock } from "@/components/piece/icons";
import { cn } from "@/lib/cn";
import { baseOf, choose, type PieceStoreApi, usePiece, usePieceStore } from "@/lib/piece/store";
import { clock, partOf, sceneAt } from "@/lib/piece/time";
import { useThumbs } from "./thumbs";

/** The scenes in time: each as long as it lasts, with a playhead over them. */
export function Strip() {
  const store = usePieceStore();
  const scenes = usePiece((now) => now.piece.scenes);
  const video = usePiece((now) => now.piece.files.video);
  const chosen = usePiece((now) => now.scene);
  const draft = usePiece((now) => now.draft.scenes);
  const run = usePiece((now) => now.run);
  const piece = usePiece((now) => now.piece);
  const row = useRef<HTMLOListElement>(null);
  const thumbs = useThumbs(row, video, scenes);
  const words = baseOf({ run, piece }).scenes;
  useEffect(() => {
    row.current
      ?.querySelector(`[data-scene="${chosen}"]`)
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [chosen]);
  return (
    <section aria-label="Scenes" className="relative border-line bg-panel max-lg:border-b lg:border-t">
      <div className="perforated h-2.5" aria-hidden />
      <div className="relative overflow-x-auto px-3 sm:px-4">
        <div className="relative w-max lg:w-auto">
          <ol ref={row} className="flex gap-1">
            {scenes.map((scene, index) => {
              const typed = draft[scene.id];
              const proposed = words[scene.id];
              const line = typed?.say ?? proposed?.say ?? scene.say;
              const changed = typed !== undefined;
              const waits = run.proposal !== null && differs(proposed, scene);
              return (
                <li
                  key={scene.id}
                  className="w-40 shrink-0 lg:w-0 lg:min-w-24 lg:grow-(--long)"
                  style={{ "--long": (scene.end ?? 1) - (scene.start ?? 0) } as React.CSSProperties}
                >
                  <button
                    type="button"
                    data-scene={scene.id}
                    aria-pressed={chosen === scene.id}
                    aria-label={`Scene ${index + 1}: ${line}${scene.locked ? ", locked" : ""}${changed ? ", changed" : ""}`}
                    onClick={() => choose(store, scene.id)}
                    className={cn(
                      "relative flex h-[104px] w-full overflow-hidden rounded-[9px] border border-line bg-well text-left",
                      chosen === scene.id && "border-lamp ring-1 ring-lamp",
                    )}
                  >
                    {video && <Thumb src={thumbs[scene.id]} />}
                    <span className="flex min-w-0 flex-1 flex-col gap-1 p-2">
                      <span className="flex items-center gap-1.5 text-[11px] text-soft">
                        <span className="timecode">{index + 1}</span>
                        {scene.locked && <Lock aria-hidden className="size-3 text-lamp" />}
                        {changed && <Dot colour="var(--lamp)" words="changed, not sent" />}
                        {waits && <Dot colour="var(--draft)" words="proposed" />}
                        {scene.start !== null && (
                          <span className="timecode ml-auto max-sm:hidden">{clock(scene.start)}</span>
                        )}
                      </span>
                      <span className="line-clamp-3 text-pretty text-[12px] text-ink leading-snug">
                        {line || scene.show}
                      </span>
                    </span>
                  </button>
                </li>
              );
            })}
          </ol>
          <Playhead row={row} store={store} />
        </div>
      </div>
      <div className="perforated h-2.5" aria-hidden />
    </section>
  );
}

function differs(words: Record<string, string> | undefined, scene: object): boolean {
  const now = scene as Record<string, unknown>;
  return words !== undefined && Object.entries(words).some(([name, value]) => (now[name] ?? "") !== value);
}

const Dot = ({ colour, words }: { colour: string; words: string }) => (
  <span title={words} className="size-1.5 rounded-full" style={{ background: colour }} />
);

function Thumb({ src }: { src: string | undefined }) {
  return (
    <span aria-hidden className="relative h-full w-[58px] shrink-0 bg-[oklch(0.2_0.01_60)]">
      {src && (
        // biome-ignore lint/performance/noImgElement: a frame taken in this page
        <img src={src} alt="" className="size-full animate-rise object-cover" />
      )}
    </span>
  );
}

/** Where the player is, drawn between frames so that it glides. */
function Playhead({ row, store }: { row: React.RefObject<HTMLOListElement | null>; store: PieceStoreApi }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const place = () => {
      const { piece, video, at } = store.getState();
      const seconds = video && !video.paused ? video.currentTime : at;
      const scene = sceneAt(piece.scenes, seconds);
      const card =
        scene && row.current?.querySelector<HTMLElement>(`[data-scene="${scene.id}"]`)?.parentElement;
      if (line.current && card && scene)
        line.current.style.transform = `translateX(${card.offsetLeft + partOf(scene, seconds) * card.offsetWidth}px)`;
      if (video && !video.paused) frame = requestAnimationFrame(place);
    };
    const again = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(place);
    };
    again();
    const stop = store.subscribe((now, before) => {
      if (now.at !== before.at || now.playing !== before.playing || now.piece !== before.piece) again();
    });
    window.addEventListener("resize", again);
    return () => {
      cancelAnimationFrame(frame);
      stop();
      window.removeEventListener("resize", again);
    };
  }, [row, store]);
  return (
    <div ref={line} aria-hidden className="pointer-events-none absolute inset-y-[-6px] left-0 w-0.5 bg-tally">
      <span className="absolute -top-0.5 -left-[4px] size-2.5 rounded-full bg-tally" />
    </div>
  );
}
