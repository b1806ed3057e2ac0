"use client";

import { useEffect, useState } from "react";
import type { Scene } from "@/lib/api/types";
import { fileOf } from "@/lib/piece/time";

const HEIGHT = 224;
const QUALITY = 0.72;

/** A picture of each scene, taken from the video once the page is idle; none where they cannot be had. */
export function useThumbs(video: string | undefined, scenes: Scene[]): Record<string, string> {
  const [thumbs, setThumbs] = useState<Record<string, string>>({});
  const file = fileOf(video);
  const times = scenes
    .map(({ id, start, end }) => `${id}:${(((start ?? 0) + (end ?? 0)) / 2).toFixed(2)}`)
    .join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: links to one file differ, the file does not
  useEffect(() => {
    if (!video || !times) return;
    const player = document.createElement("video");
    let over = false;
    const timer = setTimeout(async () => {
      for await (const [id, picture] of pictures(player, video, times.split(" "))) {
        if (over) return;
        setThumbs((now) => ({ ...now, [id]: picture }));
      }
    }, 600);
    return () => {
      over = true;
      clearTimeout(timer);
      player.removeAttribute("src");
      player.load();
    };
  }, [file, times]);
  return thumbs;
}

async function* pictures(
  player: HTMLVideoElement,
  src: string,
  times: string[],
): AsyncGenerator<[string, string]> {
  player.muted = true;
  player.preload = "auto";
  player.src = src;
  if (!(await happens(player, "loadeddata"))) return;
  const canvas = document.createElement("canvas");
  canvas.height = HEIGHT;
  canvas.width = Math.round((HEIGHT * player.videoWidth) / Math.max(1, player.videoHeight));
  const pen = canvas.getContext("2d");
  for (const entry of times) {
    const [id = "", at = "0"] = entry.split(":");
    player.currentTime = Number(at);
    if (!pen || !(await happens(player, "seeked"))) return;
    pen.drawImage(player, 0, 0, canvas.width, canvas.height);
    yield [id, canvas.toDataURL("image/jpeg", QUALITY)];
  }
}

function happens(player: HTMLVideoElement, event: string): Promise<boolean> {
  return new Promise((done) => {
    player.addEventListener(event, () => done(true), { once: true });
    player.addEventListener("error", () => done(false), { once: true });
    player.addEventListener("emptied", () => done(false), { once: true });
  });
}
