"use client";

import { type RefObject, useEffect, useState } from "react";
import type { Scene } from "@/lib/api/types";
import { fileOf } from "@/lib/piece/time";

const HEIGHT = 224;
const QUALITY = 0.72;
/** The page is at work with itself for so long. */
const SETTLED_MS = 1500;

/** A picture of each scene, taken from the video once their place is in sight; none where they cannot be had. */
export function useThumbs(
  place: RefObject<HTMLElement | null>,
  video: string | undefined,
  scenes: Scene[],
): Record<string, string> {
  const [thumbs, setThumbs] = useState<Record<string, string>>({});
  const file = fileOf(video);
  const times = scenes
    .map(({ id, start, end }) => `${id}:${(((start ?? 0) + (end ?? 0)) / 2).toFixed(2)}`)
    .join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: links to one file differ, the file does not
  useEffect(() => {
    if (!video || !times || !place.current) return;
    const player = document.createElement("video");
    let over = false;
    const taken: string[] = [];
    const take = async () => {
      for await (const [id, picture] of pictures(player, video, times.split(" "))) {
        const url = URL.createObjectURL(picture);
        taken.push(url);
        if (over) return URL.revokeObjectURL(url);
        setThumbs((now) => ({ ...now, [id]: url }));
      }
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const sight = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      sight.disconnect();
      timer = setTimeout(take, SETTLED_MS);
    });
    sight.observe(place.current);
    return () => {
      over = true;
      sight.disconnect();
      clearTimeout(timer);
      player.removeAttribute("src");
      player.load();
      for (const url of taken) URL.revokeObjectURL(url);
    };
  }, [file, times]);
  return thumbs;
}

async function* pictures(
  player: HTMLVideoElement,
  src: string,
  times: string[],
): AsyncGenerator<[string, Blob]> {
  player.muted = true;
  player.preload = "auto";
  player.src = src;
  if (!(await happens(player, "loadeddata"))) return;
  const canvas = document.createElement("canvas");
  canvas.height = HEIGHT;
  canvas.width = Math.round((HEIGHT * player.videoWidth) / Math.max(1, player.videoHeight));
  const pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  for (const entry of times) {
    const [id = "", at = "0"] = entry.split(":");
    player.currentTime = Number(at);
    if (!pen || !(await happens(player, "seeked"))) return;
    await idle();
    pen.drawImage(player, 0, 0, canvas.width, canvas.height);
    const picture = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (picture) yield [id, picture];
  }
}

/** When nothing else is to be done, or soon. */
function idle(): Promise<void> {
  return new Promise((done) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => done(), { timeout: 2000 });
    else setTimeout(done, 50);
  });
}

function happens(player: HTMLVideoElement, event: string): Promise<boolean> {
  return new Promise((done) => {
    player.addEventListener(event, () => done(true), { once: true });
    player.addEventListener("error", () => done(false), { once: true });
    player.addEventListener("emptied", () => done(false), { once: true });
  });
}
