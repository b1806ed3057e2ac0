/** Red, green and blue of `#rrggbb`, 0 to 255 each. */
export function channels(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Relative luminance after WCAG 2. */
export function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast after WCAG 2, from 1 (none) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Black or white, whichever is read better on a colour. */
export const inkOn = (ground: string): string =>
  contrast(ground, "#ffffff") >= contrast(ground, "#050505") ? "#ffffff" : "#050505";

/** What the renderer holds everything to that stands on the ground (WCAG AA for text of any size). */
export const READABLE = 4.5;

const hex = (part: number): string => Math.round(part).toString(16).padStart(2, "0");

/** Between two colours: all of the first at 0, all of the other at 1. */
export function between(one: string, other: string, part: number): string {
  const [from, to] = [channels(one), channels(other)];
  return `#${from.map((value, place) => hex(value + ((to[place] ?? 0) - value) * part)).join("")}`;
}

/** The colour itself, or as little lighter or darker as it takes to be read: the renderer's own rule. */
export function readable(colour: string, ground: string): string {
  const target = luminance(ground) < 0.18 ? "#ffffff" : "#000000";
  for (let step = 0; step <= 20; step++) {
    const moved = between(colour, target, step / 20);
    if (contrast(moved, ground) >= READABLE) return moved;
  }
  return target;
}

export interface Advice {
  pair: string;
  ratio: number;
  enough: boolean;
  words: string;
  /** A colour near it that would be enough; empty when it is. */
  better: string;
}

export interface Colours {
  ground: string;
  accent: string;
  second?: string | null | undefined;
  ink?: string | null | undefined;
}

/** How well what stands on the ground is read, and what would be better. */
export function adviceOn({ ground, accent, second, ink }: Colours): Advice[] {
  const text = ink || inkOn(ground);
  const pairs = [
    { pair: "Text", colour: text },
    { pair: "Accent", colour: accent },
    ...(second ? [{ pair: "Second", colour: second }] : []),
  ];
  return pairs.map(({ pair, colour }) => {
    const ratio = contrast(colour, ground);
    const enough = ratio >= READABLE;
    return {
      pair,
      ratio,
      enough,
      words: enough
        ? ratio >= 7
          ? "is easily read"
          : "is read well"
        : "is hard to see; in videos it is moved to this",
      better: enough ? "" : readable(colour, ground),
    };
  });
}

export const isColour = (written: string): boolean => /^#[0-9a-f]{6}$/i.test(written);
