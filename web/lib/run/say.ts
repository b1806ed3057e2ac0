import type { PieceSpec } from "@/lib/api/types";
import type { Operation } from "./operations";

/** What a sentence asks for. */
export type Meant =
  | { do: "edit"; operations: Operation[] }
  | { do: "approve" | "cancel" | "resume" | "undo" }
  | { do: "nothing" };

const ORDINALS = [
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
const NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const KIND = "(?:reel|short|video|piece|tiktok|one|topic|clip|film)s?";

const SAID: [RegExp, Meant["do"]][] = [
  [/^(?:yes|ok(?:ay)?|go|go ahead|approve(?: it)?|do it|make (?:it|them)|looks good)[.!]*$/i, "approve"],
  [/^(?:stop|cancel|abort)(?: it| this| the run)?[.!]*$/i, "cancel"],
  [/^(?:resume|continue|go on|try again|retry)[.!]*$/i, "resume"],
  [/^(?:undo|take (?:it|that) back|back)[.!]*$/i, "undo"],
];

/** Reads a sentence as something to do with the plan; plain patterns, so that it works with no model. */
export function meant(sentence: string, pieces: PieceSpec[]): Meant {
  const text = sentence.trim();
  const said = SAID.find(([pattern]) => pattern.test(text));
  if (said) return { do: said[1] } as Meant;
  const operations = edits(text, pieces);
  return operations.length > 0 ? { do: "edit", operations } : { do: "nothing" };
}

function edits(text: string, pieces: PieceSpec[]): Operation[] {
  const added = text.match(
    new RegExp(`^add (?:a(?:nother)? |one more )?(?:${KIND} )?(?:about|on) (.+?)[.!]*$`, "i"),
  );
  if (added?.[1]) return [{ op: "add_piece", topic: added[1] }];
  const named = which(text, pieces);
  const targets = named.length > 0 ? named : pieces;
  if (/^(?:remove|delete|drop|leave out)\b/i.test(text)) {
    return named.map((piece) => ({ op: "remove_piece", piece: piece.id }));
  }
  const change = changeIn(text, named);
  return change ? targets.map((piece) => ({ op: "set_piece", piece: piece.id, ...change })) : [];
}

type Change = Omit<Extract<Operation, { op: "set_piece" }>, "op" | "piece">;

function changeIn(text: string, named: PieceSpec[]): Change | undefined {
  const seconds = text.match(/(\d{1,3})\s*(?:s|sec|seconds?)\b/i)?.[1];
  const without = text.match(
    /\b(?:no|without|drop the|remove the)\s+(?:a |any )?(music|voice|captions?|presenter|avatar)\b/i,
  )?.[1];
  const voice = text.match(/\bvoice\s+(?:to |of |is )?([a-z]+)\b|\b(?:use|with)\s+([a-z]+)(?:'s)? voice\b/i);
  const topic = text.match(/\b(?:about|topic (?:to|is)|to be about)\s+(.+?)[.!]*$/i)?.[1];
  const into = named.length > 0 ? text.match(/\bto\s+(?!\d)(.+?)[.!]*$/i)?.[1] : undefined;
  const change: Change = {};
  if (seconds) change.seconds = Number(seconds);
  if (without)
    change[
      without.startsWith("caption") ? "captions" : without === "presenter" ? "avatar" : (without as "music")
    ] = "none";
  const name = voice?.[1] ?? voice?.[2];
  if (name && !without) change.voice = name.toLowerCase();
  if (Object.keys(change).length === 0 && (topic ?? into)) change.topic = topic ?? into;
  return Object.keys(change).length > 0 ? change : undefined;
}

/** The pieces that a sentence names: `reel 2`, `the second`, `the last one`, `number three`. */
function which(text: string, pieces: PieceSpec[]): PieceSpec[] {
  const places = new Set<number>();
  for (const [, number] of text.matchAll(new RegExp(`\\b${KIND}[ -]?(\\d{1,2})\\b`, "gi")))
    places.add(Number(number));
  for (const [, number] of text.matchAll(/(?:\bnumber |#)(\d{1,2})\b/gi)) places.add(Number(number));
  ORDINALS.forEach((word, place) => {
    if (new RegExp(`\\b${word}\\b`, "i").test(text)) places.add(place + 1);
  });
  NUMBERS.forEach((word, place) => {
    if (new RegExp(`\\b(?:${KIND}|number) ${word}\\b`, "i").test(text)) places.add(place + 1);
  });
  if (/\blast\b/i.test(text)) places.add(pieces.length);
  return pieces.filter((_, place) => places.has(place + 1));
}
