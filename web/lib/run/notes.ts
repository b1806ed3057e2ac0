import type { Note } from "./model";
import type { RunEvent, Wire } from "./wire";
import { pieceName, toolWords } from "./words";

/** What an event is worth saying in the chat, if anything. */
export function noteOf(event: RunEvent, wire: Wire, id: string): Note | undefined {
  if (event.type !== "CUSTOM" || !("name" in event)) return undefined;
  const value = event.value as Record<string, unknown>;
  switch (event.name) {
    case "redoing":
      return { id, tone: "warn", text: redoing(String(value.step), String(value.why), wire) };
    case "reviewed":
      return reviewed(id, value);
    case "stopping":
      return { id, tone: "warn", text: "Stopping: what is at work gets a moment to finish." };
    case "interrupted":
      return {
        id,
        tone: "warn",
        text: "The run was interrupted. It goes on where it was; nothing is made twice.",
      };
    case "resumed":
      return { id, tone: "good", text: "Going on where it was left." };
    default:
      return undefined;
  }
}

function redoing(step: string, why: string, wire: Wire): string {
  const tool = wire.steps[step]?.tool ?? step.slice(step.lastIndexOf(".") + 1);
  return `${toolWords(tool).name} of ${pieceName(step.slice(0, step.lastIndexOf(".")))} is made again: ${why}`;
}

function reviewed(id: string, value: Record<string, unknown>): Note {
  const gates = (value.gates as { passed: boolean; name: string }[] | undefined) ?? [];
  const failed = gates.filter((gate) => !gate.passed);
  const name = pieceName(String(value.piece));
  if (failed.length === 0) return { id, tone: "good", text: `${name} passed all ${gates.length} checks.` };
  const which = failed.map((gate) => gate.name.replaceAll("_", " ")).join(", ");
  return { id, tone: "warn", text: `${name} did not pass: ${which}.` };
}
