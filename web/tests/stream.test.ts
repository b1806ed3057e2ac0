import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { follow } from "@/lib/run/stream";

/** The browser's end of a stream, told by the test what comes in. */
class Source {
  static opened: Source[] = [];
  onopen = () => {};
  onerror = () => {};
  onmessage = (_message: { data: string; lastEventId: string }) => {};
  closed = false;
  constructor(readonly url: string) {
    Source.opened.push(this);
  }
  close() {
    this.closed = true;
  }
  tell(type: string, lastEventId: string) {
    this.onmessage({ data: JSON.stringify({ type }), lastEventId });
  }
}

const opened = (place: number): Source => {
  const found = Source.opened[place];
  if (!found) throw new Error(`there is no stream ${place}`);
  return found;
};

beforeEach(() => {
  Source.opened = [];
  vi.stubGlobal("EventSource", Source);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("the end of an earlier part of the run is not the end while there is more", async () => {
  const seen: string[] = [];
  follow("r", "", { event: (_, id) => seen.push(id), live: () => {}, more: async () => true });

  opened(0).tell("RUN_FINISHED", "4-0");
  await vi.advanceTimersByTimeAsync(1_000);

  expect(opened(0).closed).toBe(true);
  expect(opened(1).url).toContain("after=4-0");
  expect(seen).toEqual(["4-0"]);
});

test("once there is no more nothing is opened again", async () => {
  follow("r", "", { event: () => {}, live: () => {}, more: async () => false });

  opened(0).tell("RUN_FINISHED", "4-0");
  await vi.advanceTimersByTimeAsync(60_000);

  expect(Source.opened).toHaveLength(1);
});
