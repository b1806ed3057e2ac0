import { describe, expect, it } from "vitest";
import { cn } from "@/lib/cn";

describe("class names", () => {
  it.each<[string, string, string]>([
    ["h-8 px-3 text-[13px]", "h-9", "px-3 text-[13px] h-9"],
    ["size-9 text-sm rounded-[10px]", "size-8 rounded-full", "text-sm size-8 rounded-full"],
    ["text-sm text-soft", "text-ink", "text-sm text-ink"],
    ["border border-line border-b-2", "border-lamp", "border border-b-2 border-lamp"],
    ["hover:bg-well bg-bg", "bg-lamp", "hover:bg-well bg-lamp"],
    ["flex flex-1 flex-col", "flex-wrap", "flex flex-1 flex-col flex-wrap"],
    ["-mt-1 min-w-5", "mt-2 min-w-0", "mt-2 min-w-0"],
    ["font-mono", "font-medium", "font-mono font-medium"],
    ["rounded-l-[16px]", "rounded-full", "rounded-l-[16px] rounded-full"],
    ["[&_svg]:size-4", "size-8", "[&_svg]:size-4 size-8"],
  ])("%j with %j", (first, second, joined) => {
    expect(cn(first, second)).toBe(joined);
  });

  it("leaves out what is not there", () => {
    expect(cn("a", false, undefined, null, "", "b")).toBe("a b");
  });
});
