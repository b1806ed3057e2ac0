import { describe, expect, it } from "vitest";
import type { PieceSpec } from "@/lib/api/types";
import { inside } from "@/lib/auth/inside";
import { duration, money, timecode } from "@/lib/format";
import { chart, NODE } from "@/lib/run/layout";
import { changed, foreseen } from "@/lib/run/operations";
import { score } from "@/lib/shell/commands";

const piece = { id: "reel-1", topic: "tea", seconds: 20, voice: "heart", music: null } as PieceSpec;

describe("changes of a piece", () => {
  it("hold only what differs", () => {
    expect(changed(piece, { topic: "tea", seconds: 20, voice: "heart", music: "none" })).toBeUndefined();
    expect(changed(piece, { topic: "coffee", seconds: 20, voice: "none" })).toEqual({
      op: "set_piece",
      piece: "reel-1",
      topic: "coffee",
      voice: "none",
    });
  });

  it("are shown before they are made", () => {
    const shown = foreseen([piece], [{ op: "set_piece", piece: "reel-1", voice: "none", seconds: 9 }]);
    expect(shown[0]).toMatchObject({ voice: null, seconds: 9, topic: "tea" });
    expect(foreseen([piece], [{ op: "remove_piece", piece: "reel-1" }])).toEqual([]);
  });
});

describe("the graph", () => {
  it("puts what is needed to the left, and every piece in a lane of its own", () => {
    const steps = ["reel-1", "reel-2"].flatMap((id) => [
      { id: `${id}.script`, piece: id, needs: [] },
      { id: `${id}.voice`, piece: id, needs: [`${id}.script`] },
      { id: `${id}.music`, piece: id, needs: [`${id}.script`] },
    ]);
    const drawn = chart(steps);
    for (const { from, to } of drawn.edges) expect(from.x + NODE.width).toBeLessThan(to.x);
    expect(drawn.edges).toHaveLength(4);
    const [one, two] = drawn.lanes;
    expect((one?.y ?? 0) + (one?.height ?? 0)).toBeLessThan(two?.y ?? 0);
    for (const a of drawn.spots)
      for (const b of drawn.spots)
        if (a !== b)
          expect(Math.abs(a.x - b.x) >= NODE.width || Math.abs(a.y - b.y) >= NODE.height).toBe(true);
  });
});

describe("words", () => {
  it.each([
    [0, "free"],
    ["0.0340", "$0.034"],
    [1.2, "$1.20"],
  ] as const)("%j dollars are %s", (usd, words) => {
    expect(money(usd)).toBe(words);
  });
  it.each([
    [8.4, "8 s"],
    [60, "1 min"],
    [125, "2 min 5 s"],
    [3_840, "1 h 4 min"],
  ] as const)("%d s are %s", (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
  it("shows time as a clock", () => expect(timecode(3_665)).toBe("01:01:05"));
  it("finds what starts with the words first", () => {
    const names = ["The gallery", "Gallery", "Glory"].sort((a, b) => score(b, "gal") - score(a, "gal"));
    expect(names).toEqual(["Gallery", "The gallery", "Glory"]);
  });
});

describe("where one is led after the sign-in", () => {
  it.each([
    ["/studio/x?y=1", "/studio/x?y=1"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    [undefined, "/"],
  ])("%j becomes %s", (wanted, led) => {
    expect(inside(wanted)).toBe(led);
  });
});
