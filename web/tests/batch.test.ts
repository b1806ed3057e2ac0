import { describe, expect, it, vi } from "vitest";
import { Batch } from "@/lib/api/batch";
import type { Refused } from "@/lib/api/problem";

describe("reads of one moment", () => {
  it("go out as one request, each with its own answer", async () => {
    const call = vi.fn(async (_path: string, init?: RequestInit) => {
      const { requests } = JSON.parse(String(init?.body)) as { requests: { path: string }[] };
      return {
        answers: requests.map(({ path }) =>
          path === "/b"
            ? { status: 404, body: { error: "not_found", detail: "no b" } }
            : { status: 200, body: path },
        ),
      };
    });
    const batch = new Batch(call);
    const [a, b, again] = await Promise.allSettled([batch.get("/a"), batch.get("/b"), batch.get("/a")]);
    expect(call).toHaveBeenCalledTimes(1);
    expect(a).toEqual({ status: "fulfilled", value: "/a" });
    expect(again).toEqual(a);
    expect(b.status === "rejected" && (b.reason as Refused).problem).toMatchObject({
      status: 404,
      detail: "no b",
    });
  });

  it("go out alone when there is one", async () => {
    const call = vi.fn(async (path: string) => path);
    expect(await new Batch(call).get("/a")).toBe("/a");
    expect(call).toHaveBeenCalledWith("/a");
  });

  it("all fail when the request does", async () => {
    const batch = new Batch(() => Promise.reject(new Error("away")));
    const found = await Promise.allSettled([batch.get("/a"), batch.get("/b")]);
    expect(found.map((one) => one.status)).toEqual(["rejected", "rejected"]);
  });
});
