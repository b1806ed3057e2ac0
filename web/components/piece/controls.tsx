"use client";

import type { ReactNode } from "react";
import { Play } from "@/components/icons";
import { Captions, Frame, Pause, SkipBack, SkipForward, Volume2, VolumeX } from "@/components/piece/icons";
import { Maximize } from "@/components/studio/icons";
import { cn } from "@/lib/cn";
import { choose, seek, usePiece, usePieceStore } from "@/lib/piece/store";
import { beside, clock } from "@/lib/piece/time";
import { toggle } from "./player";

/** What plays the video, besides the keys. */
export function Controls() {
  const store = usePieceStore();
  const at = usePiece((now) => now.at);
  const seconds = usePiece((now) => now.video?.duration || now.piece.seconds);
  const playing = usePiece((now) => now.playing);
  const captions = usePiece((now) => now.captions);
  const muted = usePiece((now) => now.muted);
  const captioned = usePiece((now) => Boolean(now.piece.files.captions_vtt));
  const go = (by: number) => {
    const { piece, scene } = store.getState();
    const next = beside(piece.scenes, scene, by);
    if (next) choose(store, next.id);
  };
  return (
    <div className="grid gap-1 px-3 pb-3 sm:px-5">
      <input
        type="range"
        aria-label="Place in the video"
        aria-valuetext={`${clock(at)} of ${clock(seconds)}`}
        min={0}
        max={seconds}
        step={0.05}
        value={Math.min(at, seconds)}
        onChange={(event) => seek(store, Number(event.target.value))}
        className="h-4 w-full accent-lamp"
      />
      <div className="flex items-center">
        <Knob words="Scene before (K)" onClick={() => go(-1)}>
          <SkipBack />
        </Knob>
        <Knob words={playing ? "Pause (Space)" : "Play (Space)"} onClick={() => toggle(store)}>
          {playing ? <Pause /> : <Play />}
        </Knob>
        <Knob words="Next scene (J)" onClick={() => go(1)}>
          <SkipForward />
        </Knob>
        <span className="timecode whitespace-nowrap px-1.5 text-[12px] text-soft">
          {clock(at, true)}
          <span className="max-[359px]:hidden"> / {clock(seconds)}</span>
        </span>
        <span className="flex-1" />
        <Knob words="Sound (M)" on={!muted} onClick={() => store.setState({ muted: !muted })}>
          {muted ? <VolumeX /> : <Volume2 />}
        </Knob>
        {captioned && (
          <Knob
            words="Captions as text (C)"
            on={captions}
            onClick={() => store.setState({ captions: !captions })}
          >
            <Captions />
          </Knob>
        )}
        <ZoneChoice />
        <Knob words="Full screen (F)" onClick={() => void store.getState().video?.requestFullscreen?.()}>
          <Maximize />
        </Knob>
      </div>
    </div>
  );
}

interface KnobProps {
  words: string;
  on?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Knob({ words, on, onClick, children }: KnobProps) {
  return (
    <button
      type="button"
      title={words}
      aria-label={words.replace(/ \(.*/, "")}
      aria-pressed={on}
      onClick={onClick}
      className={cn(
        "grid size-8 place-items-center rounded-[9px] text-soft hover:bg-panel hover:text-ink [&_svg]:size-4",
        on && "text-lamp",
      )}
    >
      {children}
    </button>
  );
}

function ZoneChoice() {
  const store = usePieceStore();
  const zone = usePiece((now) => now.zone);
  const safe = usePiece((now) => now.piece.safe);
  return (
    <label
      title="What the platform's own buttons leave free (Z)"
      className={cn(
        "relative grid size-8 place-items-center rounded-[9px] text-soft focus-within:outline-2 focus-within:outline-lamp hover:bg-panel hover:text-ink",
        zone && "text-lamp",
      )}
    >
      <Frame aria-hidden className="size-4" />
      <select
        aria-label="Safe zone"
        value={zone}
        onChange={(event) => store.setState({ zone: event.target.value })}
        className="absolute inset-0 cursor-pointer opacity-0"
      >
        <option value="">No safe zone</option>
        {safe.map(({ platform, title }) => (
          <option key={platform} value={platform}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
