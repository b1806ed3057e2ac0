import type { PieceSpec } from "@/lib/api/types";

export const ORDINALS = [
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
  "tenth",
];
export const NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** What people call a piece. */
export const KIND = "(?:reels?|shorts?|videos?|pieces?|tiktoks?|ones?|topics?|clips?|films?)";

/** The places that a sentence names, from 1: `reel 2`, `the second`, `the last one`, `2nd`, `number three`. */
export function placesIn(text: string, count: number): number[] {
  const places = new Set<number>();
  const numbers = `(\\d{1,2}|${NUMBERS.join("|")})`;
  const digit = (word: string) => Number(word) || NUMBERS.indexOf(word.toLowerCase()) + 1;
  for (const [, first = ""] of text.matchAll(
    new RegExp(`\\b(?:${KIND}|number)[ -]${numbers}\\b(?!\\s*(?:s|sec|seconds?|min|minutes?)\\b)`, "gi"),
  ))
    places.add(digit(first));
  for (const [, number] of text.matchAll(/#(\d{1,2})\b|\b(\d{1,2})(?:st|nd|rd|th)\b/gi))
    if (number) places.add(Number(number));
  for (const [, number] of text.matchAll(/\b(\d{1,2})(?:st|nd|rd|th)\b/gi)) places.add(Number(number));
  ORDINALS.forEach((word, place) => {
    if (new RegExp(`\\b${word}\\b`, "i").test(text)) places.add(place + 1);
  });
  if (new RegExp(`\\blast(?! ${KIND}? ?(?:year|week|month|night))\\b`, "i").test(text)) places.add(count);
  return [...places];
}

/** The pieces that a sentence names. */
export function named(text: string, pieces: PieceSpec[]): PieceSpec[] {
  const places = new Set(placesIn(text, pieces.length));
  return pieces.filter((_, place) => places.has(place + 1));
}

/** The first place that is named and not there; undefined when all are. */
export function missing(text: string, pieces: PieceSpec[]): number | undefined {
  return placesIn(text, pieces.length).find((place) => place < 1 || place > pieces.length);
}
