import { describe, expect, it } from "vitest";
import type { PieceSpec, Question } from "@/lib/api/types";
import { answering } from "@/lib/run/questions";

const piece = (id: string, platform: string) => ({ id, platform, seconds: 20 }) as PieceSpec;
const to = (id: string) => ({ op: "set_piece", piece: id, platform: "tiktok", seconds: null }) as const;
const question: Question = {
  id: "platform",
  text: "Where?",
  options: [
    { label: "Reels", operations: [] },
    { label: "TikTok", operations: [to("reel-1")] },
  ],
};
const [asItIs, tiktok] = question.options as [Question["options"][0], Question["options"][0]];

describe("an answer", () => {
  it("changes nothing when it is what was taken", () => {
    expect(answering(question, asItIs, [piece("reel-1", "instagram_reels")])).toEqual([]);
  });

  it("is meant for pieces that were added since, and not for those that were said to go elsewhere", () => {
    const pieces = [
      piece("reel-1", "instagram_reels"),
      piece("reel-2", "instagram_reels"),
      piece("short-3", "youtube_shorts"),
    ];
    expect(answering(question, tiktok, pieces)).toEqual([
      { op: "set_piece", piece: "reel-1", platform: "tiktok" },
      { op: "set_piece", piece: "reel-2", platform: "tiktok" },
    ]);
  });
});
