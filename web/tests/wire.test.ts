import { describe, expect, it } from "vitest";
import { apply, EMPTY, type RunEvent, type Wire } from "@/lib/run/wire";

const step = {
  tool: "voice",
  needs: [],
  via: "",
  estimate: { usd: "0", usd_p90: "0", seconds: 3 },
  state: "waiting",
  part: 0,
  seconds: 0,
  detail: "",
} as const;
const begun: Wire = {
  ...EMPTY,
  steps: { "reel-1.voice": { ...step, needs: [] }, "reel-1.music": { ...step, tool: "music", needs: [] } },
};

describe("the state that events build up", () => {
  it("takes a snapshot whole", () => {
    const after = apply(begun, { type: "STATE_SNAPSHOT", snapshot: { status: "running", costUsd: "1.20" } });
    expect(after).toEqual({ ...EMPTY, status: "running", costUsd: "1.20" });
  });

  it("changes only the step that moved", () => {
    const event: RunEvent = {
      type: "STATE_DELTA",
      delta: [{ op: "add", path: "/steps/reel-1.voice/part", value: 0.5 }],
    };
    const after = apply(begun, event);
    expect(after.steps["reel-1.voice"]?.part).toBe(0.5);
    expect(after.steps["reel-1.music"]).toBe(begun.steps["reel-1.music"]);
    expect(begun.steps["reel-1.voice"]?.part).toBe(0);
  });

  it("reads escaped names and removes", () => {
    const odd = apply(begun, {
      type: "STATE_DELTA",
      delta: [{ op: "add", path: "/gates/a~1b~0c", value: [] }],
    });
    expect(Object.keys(odd.gates)).toEqual(["a/b~c"]);
    expect(
      apply(odd, { type: "STATE_DELTA", delta: [{ op: "remove", path: "/gates/a~1b~0c" }] }).gates,
    ).toEqual({});
  });

  it("is failed after an error, and lets unknown events by", () => {
    expect(apply(begun, { type: "RUN_ERROR", message: "no voice" })).toMatchObject({
      status: "failed",
      error: "no voice",
    });
    expect(apply(begun, { type: "TEXT_MESSAGE_START" })).toBe(begun);
  });
});
