import { describe, expect, it } from "vitest";
import type { Gate, PieceDetail, Plan, Scene } from "@/lib/api/types";
import {
  clashes,
  difference,
  NOTHING,
  operationsOf,
  readDraft,
  rebased,
  redoOf,
  setPiece,
  setScene,
  size,
  type Words,
  wordsIn,
  wordsOf,
  yielded,
} from "@/lib/piece/draft";
import { changeIn, ordered, told, verdict } from "@/lib/piece/report";
import { beside, clock, fileOf, partOf, sceneAt, shownAt } from "@/lib/piece/time";

const scene = (id: string, start: number | null, end: number | null) =>
  ({ id, kind: "tip", say: `say ${id}`, show: `show ${id}`, detail: "", emoji: "🔥", start, end }) as Scene;
const scenes = [scene("s1", 0, 2.5), scene("s2", 2.5, 6), scene("s3", 6, 10)];
const piece = { scenes, voice: "heart", avatar: null, captions: "karaoke", music: "happy" } as PieceDetail;
const words = wordsOf(piece);
const first = { say: "say s1", show: "show s1", detail: "", emoji: "🔥", kind: "tip" };
const gate = (name: string, passed: boolean) => ({ name, passed, measured: "1", wanted: "2" }) as Gate;

describe("what is typed", () => {
  it("is kept only where it differs, and is gone when typed back", () => {
    const once = setScene(NOTHING, "s1", "say", "new", "say s1");
    expect(once.scenes).toEqual({ s1: { say: "new" } });
    expect(setScene(once, "s1", "say", "say s1", "say s1")).toEqual(NOTHING);
    expect(setPiece(setPiece(once, "voice", "bella", "heart"), "voice", "heart", "heart")).toEqual(once);
  });

  it("becomes operations", () => {
    const draft = setPiece(setScene(NOTHING, "s2", "show", "Look", "show s2"), "avatar", "host", "none");
    expect(size(draft)).toBe(2);
    expect(operationsOf(draft, "reel-1")).toEqual([
      { op: "set_scene", piece: "reel-1", scene: "s2", show: "Look" },
      { op: "set_piece", piece: "reel-1", avatar: "host" },
    ]);
  });

  it("is what a redone scene gets, and another picture where nothing was typed for it", () => {
    const draft = setScene(NOTHING, "s2", "show", "Look", "show s2");
    expect(redoOf(draft, "reel-1", "s2")).toEqual(operationsOf(draft, "reel-1"));
    expect(redoOf(draft, "reel-1", "s1")).toEqual([{ op: "retake_scene", piece: "reel-1", scene: "s1" }]);
    expect(changeIn("reel-1, s2: gets another picture", "reel-1", scenes)).toBe(
      "Scene 2: gets another picture",
    );
  });

  it("survives being kept as text, and nonsense is nothing", () => {
    const draft = { ...setScene(NOTHING, "s1", "emoji", "💧", "🔥"), post: "mine" };
    expect(readDraft(JSON.stringify(draft))).toEqual(draft);
    expect(readDraft("{")).toEqual(NOTHING);
    expect(readDraft(null)).toEqual(NOTHING);
  });

  it("forgets what is by now as wanted, and scenes that are gone, but not the post", () => {
    const draft = {
      scenes: { s1: { say: "say s1" }, s9: { say: "x" } },
      piece: { voice: "heart" },
      post: "p",
    };
    expect(rebased(draft, words)).toEqual({ ...NOTHING, post: "p" });
  });
});

describe("a proposal", () => {
  const plan = {
    spec: { pieces: [{ id: "reel-1", voice: "auto", avatar: "host", captions: "pop", music: null }] },
    steps: [
      {
        id: "reel-1.script",
        given: {
          script: {
            scenes: [{ id: "s1", kind: "tip", narration: "other", headline: "show s1", emoji: "🔥" }],
          },
        },
      },
    ],
  } as unknown as Plan;

  it("is read from its plan; what is left open stays", () => {
    const proposed = wordsIn(plan, "reel-1", words);
    expect(proposed.scenes.s1?.say).toBe("other");
    expect(proposed.piece).toEqual({ voice: "heart", avatar: "host", captions: "pop", music: "none" });
  });

  it("that is dropped becomes what was typed for it", () => {
    const proposed: Words = {
      ...words,
      scenes: { ...words.scenes, s1: { ...first, say: "other" } },
    };
    expect(difference(words, proposed)).toEqual({ scenes: { s1: { say: "other" } }, piece: {} });
  });
});

describe("two people at one piece", () => {
  const draft = setPiece(setScene(NOTHING, "s1", "say", "mine", "say s1"), "voice", "bella", "heart");
  const theirs: Words = {
    scenes: { ...words.scenes, s1: { ...first, say: "theirs" } },
    piece: { ...words.piece, music: "calm" },
  };

  it("clash only where both changed the same", () => {
    const found = clashes(draft, words, theirs);
    expect(found).toEqual([{ scene: "s1", field: "say", mine: "mine", theirs: "theirs" }]);
    expect(yielded(draft, found)).toEqual({ scenes: {}, piece: { voice: "bella" } });
  });

  it("do not clash when they want the same", () => {
    expect(clashes(setScene(NOTHING, "s1", "say", "theirs", "say s1"), words, theirs)).toEqual([]);
  });
});

describe("time", () => {
  it("finds the scene that is on, and its neighbours", () => {
    expect(sceneAt(scenes, 0)?.id).toBe("s1");
    expect(sceneAt(scenes, 2.5)?.id).toBe("s2");
    expect(sceneAt(scenes, 99)?.id).toBe("s3");
    expect(sceneAt([scene("s1", null, null)], 1)).toBeUndefined();
    expect(beside(scenes, "s3", 1)?.id).toBe("s3");
    expect(beside(scenes, "s2", -1)?.id).toBe("s1");
    expect([shownAt(scene("a", 2, 6)), shownAt(scene("b", 2, 3))]).toEqual([2.7, 2.5]);
    expect(partOf(scene("s2", 2.5, 6), 4.25)).toBe(0.5);
    expect([clock(65), clock(4.26, true), clock(Number.NaN)]).toEqual(["1:05", "0:04.2", "0:00"]);
  });

  it("knows a file under another link", () => {
    const link = (expires: number) => `/api/v1/files/${btoa(JSON.stringify({ key: "abc", expires }))}.sig`;
    expect(fileOf(link(1))).toBe("abc");
    expect(fileOf(link(1))).toBe(fileOf(link(2)));
    expect(fileOf("/bff/x")).toBe("/bff/x");
  });
});

describe("the report", () => {
  it("puts what failed first and says it in words", () => {
    const gates = [gate("length", true), gate("true_peak", false)];
    expect(ordered(gates).map((one) => told(one).title)).toEqual(["Peaks", "Length"]);
    expect(verdict(gates)).toContain("1 of 2");
    expect(verdict(gates.slice(0, 1))).toBe("All 1 checks passed.");
    expect(told(gate("new_thing", true)).title).toBe("New thing");
  });

  it("says changes as people do", () => {
    expect(changeIn("reel-1, s2: says “a: b”", "reel-1", scenes)).toBe("Scene 2: says “a: b”");
    expect(changeIn("reel-1: s3 is locked", "reel-1", scenes)).toBe("Scene 3 is locked");
    expect(changeIn("reel-2: voice is bella", "reel-1", scenes)).toBe("Reel 2: voice is bella");
    expect(changeIn("Back again", "reel-1", scenes)).toBe("Back again");
  });
});
