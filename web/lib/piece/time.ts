import type { Scene } from "@/lib/api/types";

/** The scene that is on at a moment; the last one after the end. */
export function sceneAt(scenes: Scene[], seconds: number): Scene | undefined {
  const timed = scenes.filter((scene) => scene.start !== null);
  return timed.find((scene) => seconds < (scene.end ?? 0) - 0.01) ?? timed.at(-1);
}

/** The scene before or after one, at the ends the same. */
export function beside(scenes: Scene[], id: string, by: number): Scene | undefined {
  const at = Math.max(
    0,
    scenes.findIndex((scene) => scene.id === id),
  );
  return scenes[Math.min(scenes.length - 1, Math.max(0, at + by))];
}

/** How much of a scene is over at a moment, 0..1. */
export function partOf(scene: Scene, seconds: number): number {
  const [start, end] = [scene.start ?? 0, scene.end ?? 0];
  return end > start ? Math.min(1, Math.max(0, (seconds - start) / (end - start))) : 0;
}

const ENTRANCE_SECONDS = 0.7;

/** The moment at which a scene's words have come in: what it looks like when the player stands still. */
export function shownAt(scene: Scene): number {
  const [start, end] = [scene.start ?? 0, scene.end ?? 0];
  return start + Math.min(ENTRANCE_SECONDS, (end - start) / 2);
}

/** `0:04`, and with tenths `0:04.2`. */
export function clock(seconds: number, tenths = false): string {
  const safe = Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
  const whole = Math.floor(safe);
  const rest = tenths ? `.${Math.floor((safe - whole) * 10)}` : "";
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}${rest}`;
}

/** What a signed link is of: the same file under a new link is the same. */
export function fileOf(url: string | undefined): string {
  if (!url) return "";
  const [body = ""] = (url.split("/").at(-1) ?? "").split(".");
  try {
    const told = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/"))) as { key?: string };
    return told.key ?? url;
  } catch {
    return url;
  }
}
