"use client";

import { memo } from "react";
import { Pencil, Trash2 } from "@/components/studio/icons";
import { Bar } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { duration, money } from "@/lib/format";
import { isDone, type PieceShown, piecesOf, priceOf, type StepShown } from "@/lib/run/model";
import { foreseen } from "@/lib/run/operations";
import { useRun, useRunStore } from "@/lib/run/store";
import { PHASE, pieceName, platformName, toolWords, vendorName } from "@/lib/run/words";
import { useDeeds } from "./deeds";
import { hue, StepMark } from "./step-mark";

/** The plan piece by piece, with the price and the time of every step. */
export function PlanList() {
  const run = useRun((now) => now.run);
  const wire = useRun((now) => now.wire);
  const coming = useRun((now) => now.foreseen);
  const chosen = useRun((now) => now.piece);
  const pieces = piecesOf(run, wire);
  const specs = foreseen(
    pieces.map((piece) => piece.spec),
    coming,
  );
  const touched = new Set(coming.flatMap((operation) => ("piece" in operation ? [operation.piece] : [])));
  return (
    <ol className="grid min-h-0 flex-1 auto-rows-max content-start gap-4 overflow-y-auto p-4">
      {specs.map((spec) => {
        const piece = pieces.find((one) => one.spec.id === spec.id);
        return piece ? (
          <PieceRow
            key={spec.id}
            piece={{ ...piece, spec }}
            chosen={chosen === spec.id}
            changing={touched.has(spec.id)}
            editable={run.status !== "running" && run.status !== "planning"}
            only={specs.length === 1}
          />
        ) : null;
      })}
    </ol>
  );
}

interface PieceRowProps {
  piece: PieceShown;
  chosen: boolean;
  changing: boolean;
  editable: boolean;
  only: boolean;
}

function PieceRow({ piece, chosen, changing, editable, only }: PieceRowProps) {
  const store = useRunStore();
  const deeds = useDeeds();
  const { spec, steps } = piece;
  const price = priceOf(steps);
  return (
    <li
      id={`piece-${spec.id}`}
      className={cn(
        "overflow-hidden rounded-[14px] border border-line bg-panel",
        chosen && "border-lamp",
        changing && "animate-pulse-soft border-draft",
      )}
    >
      <div className="flex items-start gap-3 px-4 pt-3 pb-2.5">
        <div className="min-w-0 flex-1">
          <p className="eyebrow max-sm:tracking-normal">
            {pieceName(spec.id)} · {platformName(spec.platform)} · {Math.round(spec.seconds)}&nbsp;s
          </p>
          <h2 className="mt-0.5 text-pretty font-medium leading-snug">{spec.angle || spec.topic}</h2>
          {spec.angle && <p className="text-[13px] text-soft">About {spec.topic}</p>}
        </div>
        <p className="timecode shrink-0 pt-0.5 text-right text-[13px]">
          {money(price.usd)}
          <span className="block text-soft">{duration(price.seconds)}</span>
        </p>
        {editable && (
          <div className="-mt-1 -mr-2 flex">
            <Button
              look="quiet"
              size="icon"
              aria-label={`Change ${pieceName(spec.id)}`}
              onClick={() => store.setState({ editing: spec.id, piece: spec.id })}
            >
              <Pencil />
            </Button>
            <Button
              look="quiet"
              size="icon"
              disabled={only}
              aria-label={`Leave out ${pieceName(spec.id)}`}
              onClick={() =>
                deeds.edit([{ op: "remove_piece", piece: spec.id }], `${pieceName(spec.id)} is left out`)
              }
            >
              <Trash2 />
            </Button>
          </div>
        )}
      </div>
      <table className="w-full text-[13px]">
        <caption className="sr-only">Steps of {pieceName(spec.id)}</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Step</th>
            <th scope="col">By</th>
            <th scope="col">State</th>
            <th scope="col">Time</th>
            <th scope="col">Price</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <StepRow key={step.id} step={step} />
          ))}
        </tbody>
      </table>
    </li>
  );
}

const StepRow = memo(function StepRow({ step }: { step: StepShown }) {
  const store = useRunStore();
  const words = toolWords(step.tool);
  const time = isDone(step) && step.seconds > 0 ? step.seconds : step.estimate.seconds;
  return (
    <tr className="border-line border-t hover:bg-well/60">
      <th scope="row" className="py-1.5 pl-4 text-left font-normal">
        <button
          type="button"
          onClick={() => store.setState({ step: step.id })}
          className="flex items-center gap-2.5 underline-offset-4 hover:underline"
        >
          <span aria-hidden className="clip h-4 w-1 rounded-full bg-[var(--clip)]" style={hue(step.tool)} />
          {words.name}
        </button>
      </th>
      <td className="max-w-40 truncate px-2 py-1.5 text-soft max-sm:hidden">{madeBy(step)}</td>
      <td className="w-40 px-2 py-1.5 max-sm:w-auto">
        <span className="flex items-center gap-2">
          <StepMark step={step} />
          {step.state === "progress" ? (
            <Bar part={step.part} label={`${words.name}, part done`} className="w-20" tone="var(--tally)" />
          ) : (
            <span className="text-soft max-sm:sr-only">{PHASE[step.state]}</span>
          )}
        </span>
      </td>
      <td className="timecode w-20 px-2 py-1.5 text-right text-soft">
        {time < 1 ? "< 1 s" : duration(time)}
      </td>
      <td className="timecode w-20 py-1.5 pr-4 pl-2 text-right">{money(step.estimate.usd)}</td>
    </tr>
  );
});

/** Who does it, or did it. */
export function madeBy(step: StepShown): string {
  if (isDone(step) && step.detail) return vendorName(step.detail);
  return vendorName(step.via) || "the studio";
}
