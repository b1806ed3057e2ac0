import { Cover } from "@/components/cover";
import { Link } from "@/components/link";
import { StatusTag } from "@/components/status-tag";
import type { RunSummary } from "@/lib/api/types";
import { coverOf } from "@/lib/files";
import { ago, money } from "@/lib/format";
import { askedFor, sentence, titleOf } from "@/lib/run/words";

const FRAMES = 5;

/** A run in a list, with the covers it made as a strip of film. */
export function RunCard({ run, now }: { run: RunSummary; now: number }) {
  const paid = Number(run.cost_usd) > 0 ? money(run.cost_usd) : "";
  return (
    <Link
      href={`/studio/${run.id}`}
      className="group flex h-full flex-col overflow-hidden rounded-[14px] border border-line bg-panel transition-colors hover:border-line-strong"
    >
      <Strip run={run} />
      <div className="flex flex-1 flex-col gap-2 p-4 pt-3">
        <h3 className="line-clamp-2 text-pretty font-medium leading-snug">{titleOf(run)}</h3>
        <p className="text-[13px] text-soft">
          {run.spec ? askedFor(run.spec.pieces) : sentence(run.error) || "Being read"}
        </p>
        <div className="mt-auto flex items-center gap-2 pt-1">
          <StatusTag status={run.status} />
          <span className="flex-1" />
          <span className="timecode text-soft text-xs">
            {[paid, ago(run.created, now)].filter(Boolean).join(" · ")}
          </span>
        </div>
      </div>
    </Link>
  );
}

function Strip({ run }: { run: RunSummary }) {
  const covers = run.pieces.filter((piece) => piece.status === "done").slice(0, FRAMES);
  const wanted = Math.min(FRAMES, Math.max(1, run.spec?.pieces.length ?? 3));
  const blank = Array.from({ length: Math.max(0, wanted - covers.length) }, (_, place) => `blank-${place}`);
  return (
    <div className="bg-well">
      <div className="perforated h-2.5" />
      <div className="flex justify-center gap-1 px-1">
        {covers.map((piece) => (
          <Cover
            key={piece.id}
            cover={coverOf(run.id, piece)}
            sizes="72px"
            className="aspect-[9/16] w-[19%] rounded-[5px] bg-line object-cover"
          />
        ))}
        {blank.map((place) => (
          <div
            key={place}
            className="aspect-[9/16] w-[19%] rounded-[5px] border border-line-strong/40 border-dashed"
          />
        ))}
      </div>
      <div className="perforated h-2.5" />
    </div>
  );
}
