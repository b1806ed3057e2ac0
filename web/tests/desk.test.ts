import { describe, expect, it } from "vitest";
import { adviceOn, contrast, inkOn, READABLE, readable } from "@/lib/brand/contrast";
import { around, monthOf, placeOf, shifted, weeksOf } from "@/lib/calendar/month";
import { attached, EMPTY, fixed, restored } from "@/lib/home/draft";
import { refusalOf } from "@/lib/upload";

describe("contrast", () => {
  it("is that of WCAG", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });

  it("moves a colour no further than it takes", () => {
    expect(readable("#c6ff3d", "#0b0f14")).toBe("#c6ff3d");
    const moved = readable("#333333", "#0b0f14");
    expect(contrast(moved, "#0b0f14")).toBeGreaterThanOrEqual(READABLE);
    expect(contrast(moved, "#0b0f14")).toBeLessThan(READABLE + 1);
  });

  it("warns, and says what would be better", () => {
    const [text, accent] = adviceOn({ ground: "#ffffff", accent: "#ffee66", ink: null });
    expect(text).toMatchObject({ enough: true, better: "" });
    expect(accent?.enough).toBe(false);
    expect(contrast(accent?.better ?? "", "#ffffff")).toBeGreaterThanOrEqual(READABLE);
    expect(inkOn("#ffffff")).toBe("#050505");
  });
});

describe("the calendar", () => {
  it("has whole weeks from Monday", () => {
    const weeks = weeksOf("2026-11");
    expect(weeks[0]?.[0]).toBe("2026-10-26");
    expect(weeks.at(-1)?.[6]).toBe("2026-12-06");
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect(weeksOf("2027-02")).toHaveLength(4);
  });

  it("goes from year to year", () => {
    expect([shifted("2026-12", 1), shifted("2026-01", -1)]).toEqual(["2027-01", "2025-12"]);
    expect(around("2026-11")).toEqual({
      from: "2026-10-25T00:00:00.000Z",
      to: "2026-12-08T00:00:00.000Z",
    });
  });

  it("takes no month that is none", () => {
    const now = new Date("2026-11-23T00:00:00Z");
    for (const asked of ["2026-13", "x", undefined, ["2026-01"]]) expect(monthOf(asked, now)).toBe("2026-11");
    expect(monthOf("2027-03", now)).toBe("2027-03");
  });

  it("puts a moment on the day of the zone", () => {
    const late = "2026-11-30T23:30:00Z";
    expect(placeOf(late, "UTC")).toEqual({ day: "2026-11-30", time: "23:30" });
    expect(placeOf(late, "Asia/Tokyo")).toEqual({ day: "2026-12-01", time: "08:30" });
  });
});

describe("what comes with a brief", () => {
  const file = { id: "a", name: "a.png", kind: "image", url: "/a" };

  it("is there again after a reload, and empty when it cannot be read", () => {
    const draft = { ...attached(EMPTY, file), source: "https://example.com", brand: false };
    expect(restored(JSON.stringify(draft))).toEqual(draft);
    for (const kept of [null, "", "{", "null", '{"files":[null,3]}']) expect(restored(kept)).toEqual(EMPTY);
  });

  it("has a file once", () => {
    expect(attached(attached(EMPTY, file), file).files).toHaveLength(1);
  });

  it("counts what is fixed", () => {
    expect(fixed({ ...EMPTY, options: { voice: "heart", seconds: "" } })).toBe(1);
  });

  it("refuses in words what cannot be taken", () => {
    expect(refusalOf({ name: "a.pdf", type: "application/pdf", size: 9 })).toContain("photos");
    expect(refusalOf({ name: "a.mp4", type: "video/mp4", size: 9 }, /^image\//)).toContain("picture");
    expect(refusalOf({ name: "a.png", type: "image/png", size: 0 })).toContain("empty");
    expect(refusalOf({ name: "a.png", type: "image/png", size: 9 })).toBe("");
  });
});
