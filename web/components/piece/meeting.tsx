"use client";

import { Button } from "@/components/ui/button";
import { changeIn } from "@/lib/piece/report";
import { usePiece } from "@/lib/piece/store";
import { usePieceDeeds } from "./deeds";

const FIELDS: Record<string, string> = {
  say: "line",
  show: "headline",
  detail: "smaller line",
  avatar: "presenter",
};

/** Somebody else changed the piece while one was typing: both versions, and the choice. */
export function Meeting() {
  const met = usePiece((now) => now.met);
  const scenes = usePiece((now) => now.piece.scenes);
  const id = usePiece((now) => now.piece.id);
  const deeds = usePieceDeeds();
  if (!met) return null;
  const place = (id: string) => (id ? `Scene ${scenes.findIndex((scene) => scene.id === id) + 1}, ` : "");
  return (
    <section
      role="alert"
      aria-label="Changed by somebody else"
      className="grid gap-3 rounded-[12px] border border-lamp/40 bg-lamp-wash p-3.5 text-sm"
    >
      <div>
        <p className="font-medium">
          Somebody else changed this while you were typing. Nothing of yours is lost.
        </p>
        {met.changes.map((change) => (
          <p key={change} className="text-pretty text-soft">
            {changeIn(change, id, scenes)}
          </p>
        ))}
      </div>
      {met.clashes.map(({ scene, field, mine, theirs }) => (
        <dl key={`${scene} ${field}`} className="grid gap-1">
          <p className="font-medium text-[13px]">
            {place(scene)}
            {FIELDS[field] ?? field}
          </p>
          <Side name="Theirs" text={theirs} />
          <Side name="Yours" text={mine} />
        </dl>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" look="lamp" onClick={() => deeds.settle("mine")}>
          {met.clashes.length > 0 ? "Keep mine on top" : "Go on with mine"}
        </Button>
        {met.clashes.length > 0 && (
          <Button size="sm" onClick={() => deeds.settle("theirs")}>
            Take theirs
          </Button>
        )}
      </div>
    </section>
  );
}

function Side({ name, text }: { name: string; text: string }) {
  return (
    <div className="flex gap-3 rounded-[8px] bg-raised px-3 py-1.5">
      <dt className="w-12 shrink-0 text-soft">{name}</dt>
      <dd className="min-w-0 text-pretty">{text || "nothing"}</dd>
    </div>
  );
}
