import { describe, expect, it } from "vitest";
import { type ProviderView, stateOf, type TaskView, tasksOf } from "@/lib/settings/providers";
import { areasOf, latency, moveNote, percent, runWords } from "@/lib/settings/words";

const task = (name: string, more: Partial<TaskView> = {}): TaskView => ({
  task: name,
  circuit: "closed",
  opens_again: 0,
  health: 1,
  at_work: 0,
  requests: 0,
  success: 1,
  error_rate: 0,
  errors: {},
  p50: null,
  p95: null,
  failovers: 0,
  retries: 0,
  ...more,
});

const provider = (name: string, more: Partial<ProviderView> = {}): ProviderView => ({
  name,
  title: name,
  local: false,
  configured: true,
  ok: true,
  last_failure: "",
  unlocks: [],
  turn_on: "",
  page: "",
  cost_month_usd: "0",
  tasks: [task("speech")],
  ...more,
});

describe("who does what now", () => {
  it("asks in the order of preference, and passes over whoever cannot", () => {
    const [speech] = tasksOf([
      provider("resting", { tasks: [task("speech", { circuit: "open", opens_again: 12.2 })] }),
      provider("broken", { ok: false, last_failure: "no credit" }),
      provider("first"),
      provider("absent", { configured: false }),
      provider("second"),
    ]);
    expect(speech?.line.map((one) => one.provider.name)).toEqual(["first", "second", "resting", "broken"]);
    expect(speech?.line[2]?.off).toContain("13 s");
    expect(speech?.line[3]?.off).toBe("no credit");
  });

  it("says in a word how a provider is", () => {
    expect(stateOf(provider("a", { ok: false })).tone).toBe("tally");
    expect(stateOf(provider("a", { tasks: [task("text", { requests: 3 })] })).words).toBe("well");
    expect(stateOf(provider("a")).tone).toBe("plain");
  });
});

describe("words", () => {
  it("finds the words of a run in its id", () => {
    expect(runWords("20261123-5-fitness-reels-1a2b3c4d5e")).toBe("5 fitness reels");
    expect(runWords("")).toBe("");
  });

  it("tells what became of a hold", () => {
    expect(moveNote("settle", 3)).toContain("came back");
    expect(moveNote("settle", -1)).toContain("more");
    expect(moveNote("settle", 0)).toBe("all that was held");
  });

  it("puts scopes together by what they are about", () => {
    const areas = areasOf(["runs:write", "runs:read", "credits:read"]);
    expect(areas.map((area) => [area.title, area.scopes.map((scope) => scope.deed)])).toEqual([
      ["Briefs and videos", ["look", "change"]],
      ["Credits", ["look"]],
    ]);
  });

  it("writes small and large numbers so that they are read", () => {
    expect([latency(null), latency(0.34), latency(2.14), latency(130)]).toEqual([
      "–",
      "340 ms",
      "2.1 s",
      "2 min",
    ]);
    expect([percent(0), percent(0.004), percent(0.5)]).toEqual(["0 %", "<1 %", "50 %"]);
  });
});
