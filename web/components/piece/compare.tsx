"use client";

import { useEffect, useRef, useState } from "react";
import { Play } from "@/components/icons";
import { Pause } from "@/components/piece/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Take } from "@/lib/api/types";
import { usePiece } from "@/lib/piece/store";

/** An earlier cut beside the one there is now, started together; one is heard at a time. */
export function Compare({ take, onClose }: { take: Take; onClose: () => void }) {
  const piece = usePiece((now) => now.piece);
  const [heard, setHeard] = useState<"then" | "now">("now");
  const [playing, setPlaying] = useState(false);
  const then = useRef<HTMLVideoElement>(null);
  const now = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    for (const video of [then.current, now.current]) {
      if (playing) void video?.play().catch(() => setPlaying(false));
      else video?.pause();
    }
  }, [playing]);
  const films = [
    { id: "then", name: `Version ${take.version || "before"}`, ref: then, src: take.video },
    { id: "now", name: "Now", ref: now, src: piece.files.video },
  ] as const;
  return (
    <Dialog onClose={onClose} title="Then and now" describes="Both start together.">
      <div className="grid gap-4 overflow-y-auto px-5 pb-5">
        <div className="grid grid-cols-2 gap-3">
          {films.map(({ id, name, ref, src }) => (
            <figure key={id} className="grid gap-2">
              <video
                ref={ref}
                src={src}
                muted={heard !== id}
                playsInline
                preload="auto"
                aria-label={name}
                onEnded={() => setPlaying(false)}
                className="w-full rounded-[10px] bg-[oklch(0.1_0_0)]"
                style={{ aspectRatio: `${piece.width} / ${piece.height}` }}
              />
              <figcaption className="flex items-center justify-between text-[13px]">
                {name}
                <Button
                  size="sm"
                  look={heard === id ? "plain" : "quiet"}
                  aria-pressed={heard === id}
                  onClick={() => setHeard(id)}
                >
                  {heard === id ? "Heard" : "Hear this"}
                </Button>
              </figcaption>
            </figure>
          ))}
        </div>
        <Button look="lamp" onClick={() => setPlaying(!playing)}>
          {playing ? <Pause aria-hidden /> : <Play aria-hidden />}
          {playing ? "Pause both" : "Play both"}
        </Button>
      </div>
    </Dialog>
  );
}
