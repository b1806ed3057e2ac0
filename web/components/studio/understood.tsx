"use client";

import { cn } from "@/lib/cn";
import { useRun, useRunStore } from "@/lib/run/store";
import { askedFor, choice, platformName } from "@/lib/run/words";

/** Assumptions that are asked back below: they need not be told twice. */
const ABOUT: Record<string, RegExp> = {
  platform: /^No platform /,
  seconds: /^No length /,
  count: /^No number /,
};

/** What was read out of the brief, and what was taken where it did not say. */
export function Understood() {
  const store = useRunStore();
  const run = useRun((now) => now.run);
  const plan = run.plan;
  if (!plan) return null;
  const { pieces } = plan.spec;
  const asked = run.status === "planned" ? (plan.spec.questions ?? []) : [];
  // An edit may have answered it: from then on the plan says what it is.
  const settled = (id: string) => run.version > 1 || asked.some((one) => one.id === id);
  const assumptions = plan.spec.assumptions.filter(
    (line) => !Object.entries(ABOUT).some(([id, about]) => about.test(line) && settled(id)),
  );
  return (
    <div className="grid gap-3">
      <p>Here is what I understood: {askedFor(pieces)}.</p>
      <ol className="overflow-hidden rounded-[14px] border border-line bg-panel">
        {pieces.map((piece, place) => (
          <li key={piece.id} className={cn(place > 0 && "border-line border-t")}>
            <button
              type="button"
              onClick={() => store.setState({ piece: piece.id, pane: "plan", layout: "list" })}
              className="flex w-full gap-3 px-3.5 py-2.5 text-left hover:bg-well"
            >
              <span className="timecode pt-0.5 text-lamp text-xs">{String(place + 1).padStart(2, "0")}</span>
              <span className="min-w-0">
                <span className="block text-pretty font-medium text-sm leading-snug">
                  {piece.angle || piece.topic}
                </span>
                <span className="text-soft text-xs">
                  {platformName(piece.platform)}, {Math.round(piece.seconds)} s,{" "}
                  {choice(piece.voice, "silent")}
                  {piece.music === null && ", no music"}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {assumptions.length > 0 && (
        <div className="text-sm">
          <p className="text-soft">You did not say, so I took it that:</p>
          <ul className="mt-1 grid gap-1">
            {assumptions.map((line) => (
              <li key={line} className="flex gap-2 text-pretty before:text-lamp before:content-['·']">
                {line}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
