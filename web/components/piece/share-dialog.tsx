"use client";

import { type FormEvent, useEffect, useState } from "react";
import { Link2Off } from "@/components/piece/icons";
import { Trouble } from "@/components/trouble";
import { Skeleton } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import * as actions from "@/lib/actions/shares";
import { type Problem, UNREACHABLE } from "@/lib/api/problem";
import type { Share } from "@/lib/api/types";
import { usePiece } from "@/lib/piece/store";
import { CopyButton } from "./post-panel";

const DAYS: [number, string][] = [
  [1, "A day"],
  [7, "A week"],
  [30, "30 days"],
  [90, "90 days"],
];
const LOST = { ok: false, problem: UNREACHABLE } as const;

/** Makes addresses at which people without an account can watch, and takes them back. */
export function ShareDialog({ onClose }: { onClose: () => void }) {
  const run = usePiece((now) => now.run);
  const piece = usePiece((now) => now.piece.id);
  const done = run.pieces.filter((one) => one.status === "done").length;
  const [shares, setShares] = useState<Share[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [address, setAddress] = useState("");
  useEffect(() => {
    actions
      .sharesOf(run.id)
      .catch(() => LOST)
      .then((found) => (found.ok ? setShares(found.value) : setProblem(found.problem)));
  }, [run.id]);
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const asked = {
      pieces: form.get("what") === "all" ? [] : [piece],
      days: Number(form.get("days")),
      downloads: form.get("downloads") === "on",
    };
    const made = await actions.share(run.id, asked).catch(() => LOST);
    setBusy(false);
    setProblem(made.ok ? null : made.problem);
    if (!made.ok) return;
    setAddress(new URL(made.value.url ?? "", location.origin).href);
    setShares([made.value, ...(shares ?? [])]);
  };
  const end = async (id: string) => {
    const gone = await actions.unshare(id).catch(() => LOST);
    setProblem(gone.ok ? null : gone.problem);
    if (gone.ok) setShares((now) => now?.filter((one) => one.id !== id) ?? null);
  };
  return (
    <Dialog
      onClose={onClose}
      title="Share"
      describes="Whoever has the link can watch, without an account. They see nothing else of your workspace."
    >
      <div className="grid gap-5 overflow-y-auto px-5 pb-5">
        {problem && <Trouble problem={problem} />}
        {address ? (
          <section
            aria-label="The link"
            className="grid gap-2 rounded-[12px] border border-fine/40 bg-fine-wash p-3.5"
          >
            <p className="text-sm">Here it is. It is shown this one time: copy it now.</p>
            <div className="flex gap-2">
              <Input
                readOnly
                aria-label="Link to share"
                value={address}
                onFocus={(event) => event.target.select()}
                className="timecode h-8 min-w-0 flex-1 text-xs sm:text-xs"
              />
              <CopyButton text={address} words="Copy" />
            </div>
          </section>
        ) : (
          <form onSubmit={make} className="grid gap-4">
            <div className="grid grid-cols-2 gap-4">
              <Field label="Show" name="what">
                {(ids) => (
                  <Select {...ids} defaultValue="this">
                    <option value="this">This video</option>
                    {done > 1 && <option value="all">All {done} finished videos</option>}
                  </Select>
                )}
              </Field>
              <Field label="For" name="days">
                {(ids) => (
                  <Select {...ids} defaultValue={30}>
                    {DAYS.map(([days, words]) => (
                      <option key={days} value={days}>
                        {words}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
            </div>
            <label className="flex items-center gap-2.5 text-sm">
              <input type="checkbox" name="downloads" className="size-4 accent-lamp" />
              Let them download the files
            </label>
            <Button type="submit" look="lamp" disabled={busy}>
              {busy ? "Making a link…" : "Make a link"}
            </Button>
          </form>
        )}
        <Open shares={shares} onEnd={end} />
      </div>
    </Dialog>
  );
}

function Open({ shares, onEnd }: { shares: Share[] | null; onEnd: (id: string) => void }) {
  if (shares === null) return <Skeleton className="h-12" />;
  if (shares.length === 0) return <p className="text-[13px] text-soft">No links to this run are open.</p>;
  const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
  return (
    <section>
      <h3 className="eyebrow mb-1">Open links</h3>
      <ul>
        {shares.map((share) => (
          <li key={share.id} className="flex items-center gap-3 border-line border-t py-2 text-sm">
            <span className="min-w-0 flex-1">
              {share.pieces.length === 1 ? "1 video" : `${share.pieces.length} videos`}
              {share.downloads && ", with downloads"}
              <span className="block text-[13px] text-soft">
                made {day.format(new Date(share.created))}, until {day.format(new Date(share.expires))}
              </span>
            </span>
            <Button size="sm" look="danger" onClick={() => onEnd(share.id)}>
              <Link2Off aria-hidden /> Take back
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
