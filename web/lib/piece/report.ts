import type { Gate, Scene } from "@/lib/api/types";
import { pieceName } from "@/lib/run/words";

const GATES: Record<string, [string, string]> = {
  streams: ["Format", "What platforms ask for: size, frame rate, codecs."],
  length: ["Length", "As long as was asked for."],
  loudness: ["Loudness", "As loud as everything else in the feed."],
  true_peak: ["Peaks", "Nothing distorts on a phone."],
  black: ["Black picture", "The picture never goes dark."],
  frozen: ["Still picture", "Something always moves."],
  caption_timing: ["Captions on time", "Words show when they are said."],
  safe_zone: ["Clear of the buttons", "No text lies under the platform's own interface."],
  must_say: ["Said what it must", "The words you asked for are there."],
  never_say: ["Left out what it must", "The words you ruled out are not."],
  different: ["Unlike the others", "Another hook, other words, another cover than its siblings."],
  difference: ["Unlike the others", "Another hook, other words, another cover than its siblings."],
};

/** A check in words: its name, what it is for, what was measured and what was wanted. */
export function told(gate: Gate): { title: string; why: string } {
  const plain = gate.name.replaceAll("_", " ");
  const [title, why] = GATES[gate.name] ?? [plain.charAt(0).toUpperCase() + plain.slice(1), ""];
  return { title, why };
}

/** Failed ones first, otherwise as measured. */
export function ordered(gates: Gate[]): Gate[] {
  return [...gates].sort((a, b) => Number(a.passed) - Number(b.passed));
}

/** What failed checks mean for the piece. */
export function verdict(gates: Gate[]): string {
  const failed = gates.filter((gate) => !gate.passed).length;
  if (gates.length === 0) return "Nothing was measured yet.";
  if (failed === 0) return `All ${gates.length} checks passed.`;
  return `${failed} of ${gates.length} checks did not pass. The video is yours all the same; redo what is wrong below.`;
}

const PLACE = /^([\w-]+)(?:, (\w+))?: (.*)$/s;

/** A change as people say it: `reel-1, s2: says …` is `Scene 2: says …` on the page of that piece. */
export function changeIn(change: string, piece: string, scenes: Scene[]): string {
  const [, of = "", scene = "", what = ""] = PLACE.exec(change) ?? [];
  if (!of) return change;
  const number = (id: string) => scenes.findIndex((one) => one.id === id) + 1;
  const plain = what.replace(/^(s\d+)\b/, (id) => (number(id) ? `scene ${number(id)}` : id));
  const where = [
    of === piece ? "" : pieceName(of),
    scene && (number(scene) ? `scene ${number(scene)}` : scene),
  ];
  const text = [where.filter(Boolean).join(", "), plain].filter(Boolean).join(": ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
