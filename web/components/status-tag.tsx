import type { Status } from "@/lib/api/types";
import { STATUS } from "@/lib/run/words";
import { Tag, Tally } from "./ui/bits";

const TONES = {
  planning: "lamp",
  planned: "lamp",
  running: "tally",
  done: "fine",
  failed: "tally",
  interrupted: "plain",
  cancelled: "plain",
} as const;

/** How a run stands, in words and by a lamp. */
export function StatusTag({ status }: { status: Status }) {
  const tone = TONES[status];
  return (
    <Tag tone={tone}>
      <Tally tone={tone} blinking={status === "running" || status === "planning"} />
      {STATUS[status]}
    </Tag>
  );
}
