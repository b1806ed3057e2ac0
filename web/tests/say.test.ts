import { describe, expect, it } from "vitest";
import type { Catalogue, PieceSpec } from "@/lib/api/types";
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
  voice: "heart",
  avatar: "auto",
  captions: "auto",
  music: "auto",
  must_say: [],
  must_not: [],
});
const pieces = [piece(1), piece(2), piece(3)];
const voice = (name: string, language: string, gender: string) => ({
  name,
  title: name,
  detail: "",
  language,
  gender,
  own: false,
  sample: "",
});
const choice = (name: string, title = name) => ({ name, title, detail: "" });
const platform = (name: string, title: string) => ({
  name,
  title,
  detail: "",
  aspect: "9:16" as const,
  seconds: 20,
  min_seconds: 5,
  max_seconds: 90,
});
const CHOICES: Catalogue = {
  voices: [
    voice("heart", "en-US", "female"),
    voice("bella", "en-US", "female"),
    voice("michael", "en-US", "male"),
    voice("emma", "en-GB", "female"),
    voice("alex", "es", "male"),
  ],
  presenters: [{ ...choice("host"), own: false }],
  captions: [choice("karaoke"), choice("pop"), choice("clean")],
  moods: [choice("happy"), choice("calm")],
  tones: [choice("funny"), choice("calm"), choice("energetic")],
  platforms: [
    platform("instagram_reels", "Instagram Reels"),
    platform("tiktok", "TikTok"),
    platform("youtube_shorts", "YouTube Shorts"),
  ],
  languages: [choice("en", "English"), choice("es", "Español")],
  fonts: [],
  palettes: [],
  niches: [],
};

const read = (sentence: string) => meant(sentence, pieces, CHOICES);
const set = (number: number, change: object) => ({ op: "set_piece", piece: `reel-${number}`, ...change });
const retake = (number: number, scene: number) => ({
  op: "retake_scene",
  piece: `reel-${number}`,
  scene: `${scene}`,
});
const all = (change: object) => [1, 2, 3].map((number) => set(number, change));

describe("what a sentence asks for", () => {
  it.each([
    ["yes", "approve"],
    ["Make it!", "approve"],
    ["go for it", "approve"],
    ["stop", "cancel"],
    ["try again", "resume"],
    ["undo", "undo"],
    ["leave it as it is", "drop"],
    ["what a lovely day", "nothing"],
    ["", "nothing"],
  ])("%j is to %s", (sentence, wanted) => {
    expect(read(sentence).do).toBe(wanted);
  });

  it.each<[string, object[]]>([
    ["make the second one about sleep", [set(2, { topic: "sleep" })]],
    ["make reel 2 about sleep and stress", [set(2, { topic: "sleep and stress" })]],
    ["change the topic of reel 3 to cold showers.", [set(3, { topic: "cold showers" })]],
    [
      "make the 2nd about tea and the third about naps",
      [set(2, { topic: "tea" }), set(3, { topic: "naps" })],
    ],
    ["30 seconds each", all({ seconds: 30 })],
    ["make the last one 12 s", [set(3, { seconds: 12 })]],
    ["shorter", all({ seconds: 15 })],
    ["make the first one longer", [set(1, { seconds: 30 })]],
    ["the second a bit shorter", [set(2, { seconds: 15 })]],
    ["make the first 10 seconds longer", [set(1, { seconds: 30 })]],
    ["make them a minute long", all({ seconds: 60 })],
    ["reel 1 without music", [set(1, { music: "none" })]],
    ["no captions", all({ captions: "none" })],
    ["remove the music from the second", [set(2, { music: "none" })]],
    ["without music and captions", all({ music: "none", captions: "none" })],
    ["reel 2 without a presenter", [set(2, { avatar: "none" })]],
    ["with calm music", all({ music: "calm" })],
    ["use emma's voice", all({ voice: "emma" })],
    ["with a man's voice", all({ voice: "michael" })],
    ["the second one with a british woman's voice", [set(2, { voice: "emma" })]],
    ["another voice for the first", [set(1, { voice: "bella" })]],
    ["pop captions", all({ captions: "pop" })],
    ["make the first funnier", [set(1, { tone: "funny" })]],
    ["make reel 3 in Spanish", [set(3, { language: "es" })]],
    ["for TikTok", all({ platform: "tiktok" })],
    ["make the second one a YouTube Short", [set(2, { platform: "youtube_shorts" })]],
    ["mention “drink water” in the second", [set(2, { must_say: ["drink water"] })]],
    ["make the second shorter and without music", [set(2, { seconds: 15 }), set(2, { music: "none" })]],
    ["add one about breakfast", [{ op: "add_piece", topic: "breakfast" }]],
    ["add another reel about naps", [{ op: "add_piece", topic: "naps" }]],
    ["add one about tea after the first", [{ op: "add_piece", topic: "tea", after: "reel-1" }]],
    ["remove the last", [{ op: "remove_piece", piece: "reel-3" }]],
    [
      "drop reel 1 and reel 2",
      [
        { op: "remove_piece", piece: "reel-1" },
        { op: "remove_piece", piece: "reel-2" },
      ],
    ],
    [
      "remove the first and the third",
      [
        { op: "remove_piece", piece: "reel-1" },
        { op: "remove_piece", piece: "reel-3" },
      ],
    ],
    ["another take of scene 2 of reel 1", [retake(1, 2)]],
    ["scene 2 of the third looks boring, try another shot", [retake(3, 2)]],
    ["scene 3 of reel 1 is dull, redo it", [retake(1, 3)]],
    ["a different picture for the second scene of reel 1", [retake(1, 2)]],
    ["try another shot for the 4th scene of the first", [retake(1, 4)]],
    ["redo scenes 2, 3 and five of the last", [retake(3, 2), retake(3, 3), retake(3, 5)]],
    [
      "another background for scene one in reel 2 and make the third shorter",
      [retake(2, 1), set(3, { seconds: 15 })],
    ],
    ["move the last to the front", [{ op: "move_piece", piece: "reel-3", to: 0 }]],
    [
      "swap the first and the second",
      [
        { op: "move_piece", piece: "reel-2", to: 0 },
        { op: "move_piece", piece: "reel-1", to: 1 },
      ],
    ],
    ["rewrite the second: more jokes", [{ op: "rewrite_script", piece: "reel-2", note: "more jokes" }]],
    ["another cover for reel 1", [{ op: "redo_step", step: "reel-1.cover" }]],
    ["spend at most $2", [{ op: "set_budget", usd: "2" }]],
  ])("%j", (sentence, operations) => {
    expect(read(sentence)).toEqual({ do: "edit", operations });
  });

  it("removes nothing that was not named", () => {
    expect(read("remove it").do).toBe("nothing");
  });

  it("says what it does not understand, and changes nothing of a sentence that is half clear", () => {
    const told = read("make the first shorter and make the second purple");
    expect(told).toMatchObject({ do: "nothing", why: expect.stringContaining("make the second purple") });
    expect(read("sing it")).toMatchObject({ why: expect.stringContaining("sing it") });
  });

  it("asks whose scene is to be redone, unless there is only one video", () => {
    expect(read("another take of scene 2")).toMatchObject({
      do: "nothing",
      why: expect.stringMatching(/Of which/),
    });
    expect(meant("another take of scene 2", [piece(1)], CHOICES)).toEqual({
      do: "edit",
      operations: [retake(1, 2)],
    });
    expect(read("redo scene 2 of reel 5")).toMatchObject({ why: expect.stringMatching(/no number 5/) });
  });

  it("says that there is no such piece", () => {
    expect(read("make the ninth about tea")).toMatchObject({
      do: "nothing",
      why: expect.stringMatching(/no number 9.*3 videos/),
    });
  });
});
