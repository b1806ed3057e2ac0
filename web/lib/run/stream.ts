import type { RunEvent } from "./wire";

interface Listener {
  event: (event: RunEvent, id: string) => void;
  /** Whether events come in at this moment. */
  live: (live: boolean) => void;
  /** Asked when the stream ended, or told of an end that may be an earlier one: whether there is more to come. */
  more: () => Promise<boolean>;
}

const LAST = new Set(["RUN_FINISHED", "RUN_ERROR"]);
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

/** Follows the events of a run from an id on, through lost connections and restarts, until it ends or this is stopped. */
export function follow(run: string, after: string, listener: Listener): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = after;
  let wait = FIRST_WAIT_MS;
  let stopped = false;

  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
  const again = async () => {
    source?.close();
    listener.live(false);
    if (!(await listener.more()) || stopped) return;
    timer = setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };
  const open = () => {
    if (stopped) return;
    source = new EventSource(`/bff/runs/${encodeURIComponent(run)}/events?after=${encodeURIComponent(last)}`);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      listener.live(true);
    };
    source.onmessage = (message) => {
      const event = JSON.parse(message.data as string) as RunEvent;
      last = message.lastEventId || last;
      listener.event(event, last);
      if (LAST.has(event.type)) void again();
    };
    source.onerror = () => void again();
  };
  open();
  return stop;
}
