"use client";

import { Empty } from "@/components/empty";
import { TriangleAlert } from "@/components/forms/icons";
import { Check } from "@/components/icons";
import type { Gate } from "@/lib/api/types";
import { ordered, told, verdict } from "@/lib/piece/report";
import { usePiece } from "@/lib/piece/store";
import { toolWords } from "@/lib/run/words";

/** What was measured of the finished video, against what is wanted. */
export function ReportPanel() {
  const gates = usePiece((now) => now.piece.gates);
  if (gates.length === 0) {
    return (
      <Empty title="No checks yet">
        Every finished video is measured: length, loudness, captions on time, text clear of the platform's
        buttons. What was measured shows up here.
      </Empty>
    );
  }
  return (
    <div className="grid max-w-3xl gap-4">
      <div>
        <h2 className="font-semibold text-lg tracking-tight">Checks</h2>
        <p className="text-pretty text-sm text-soft">{verdict(gates)}</p>
      </div>
      <ul className="grid">
        {ordered(gates).map((gate) => (
          <Row key={gate.name} gate={gate} />
        ))}
      </ul>
    </div>
  );
}

function Row({ gate }: { gate: Gate }) {
  const { title, why } = told(gate);
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2 gap-y-1 border-line border-t py-3 sm:grid-cols-[1.5rem_minmax(0,13rem)_minmax(0,1fr)] sm:gap-x-3">
      {gate.passed ? (
        <Check role="img" aria-label="Passed" className="mt-0.5 size-4 text-fine" />
      ) : (
        <TriangleAlert role="img" aria-label="Did not pass" className="mt-0.5 size-4 text-tally" />
      )}
      <div>
        <h3 className="font-medium text-sm">{title}</h3>
        <p className="text-pretty text-[13px] text-soft">{why}</p>
      </div>
      <div className="grid content-start gap-0.5 text-[13px] max-sm:col-start-2">
        <dl className="grid gap-0.5">
          <div className="flex gap-2">
            <dt className="w-16 shrink-0 text-soft">Measured</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">{gate.measured}</dd>
          </div>
          <div className="flex gap-2">
            <dt className="w-16 shrink-0 text-soft">Wanted</dt>
            <dd className="min-w-0 text-soft [overflow-wrap:anywhere]">{gate.wanted}</dd>
          </div>
        </dl>
        {gate.note && <p className="text-soft">{gate.note}</p>}
        {!gate.passed && gate.step && (
          <p className="text-tally">What decides it: {toolWords(gate.step).name.toLowerCase()}.</p>
        )}
      </div>
    </li>
  );
}
