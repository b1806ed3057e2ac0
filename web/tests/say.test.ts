import { describe, expect, it } from "vitest";
import type { PieceSpec } from "@/lib/api/types";
import { meant } from "@/lib/run/say";

const piece = (number: number): PieceSpec => ({
  id: `reel-${number}`,
  topic: "fitness",
  angle: "",
  platform: "instagram_reels",
  aspect: "9:16",
  seconds: 20,
  language: "en",
  tone: "",
  voice: "auto",
  avatar: "auto",
  captions: "auto",
  music: "auto",
  must_say: [],
  must_not: [],
});
const pieces = [piece(1), piece(2), piece(3)];
const all = (change: object) => pieces.map(({ id }) => ({ op: "set_piece", piece: id, ...change }));

describe("what a sentence asks for", () => {
  it.each([
    ["yes", "approve"],
    ["Make it!", "approve"],
    ["stop", "cancel"],
    ["try again", "resume"],
    ["undo", "undo"],
    ["what a lovely day", "nothing"],
    ["", "nothing"],
  ])("%j is to %s", (sentence, wanted) => {
    expect(meant(sentence, pieces).do).toBe(wanted);
  });

  it.each<[string, object[]]>([
    ["make the second one about sleep", [{ op: "set_piece", piece: "reel-2", topic: "sleep" }]],
    [
      "change the topic of reel 3 to cold showers.",
      [{ op: "set_piece", piece: "reel-3", topic: "cold showers" }],
    ],
    ["30 seconds each", all({ seconds: 30 })],
    ["make the last one 12 s", [{ op: "set_piece", piece: "reel-3", seconds: 12 }]],
    ["reel 1 without music", [{ op: "set_piece", piece: "reel-1", music: "none" }]],
    ["no captions", all({ captions: "none" })],
    ["reel 2 without a presenter", [{ op: "set_piece", piece: "reel-2", avatar: "none" }]],
    ["use emma's voice", all({ voice: "emma" })],
    ["add one about breakfast", [{ op: "add_piece", topic: "breakfast" }]],
    ["add another reel about naps", [{ op: "add_piece", topic: "naps" }]],
    ["remove the last", [{ op: "remove_piece", piece: "reel-3" }]],
    [
      "drop reels 1 and reel 2",
      [
        { op: "remove_piece", piece: "reel-1" },
        { op: "remove_piece", piece: "reel-2" },
      ],
    ],
  ])("%j", (sentence, operations) => {
    expect(meant(sentence, pieces)).toEqual({ do: "edit", operations });
  });

  it("removes nothing that was not named", () => {
    expect(meant("remove it", pieces)).toEqual({ do: "nothing" });
  });
});
