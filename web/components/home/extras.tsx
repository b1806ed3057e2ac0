"use client";

import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { FileText, type Icon, Link2, Paperclip, Settings2 } from "@/components/icons";
import type { FormState } from "@/lib/actions/auth";
import { attached, type Draft, EMPTY, fixed, KEY, OPTIONS, restored } from "@/lib/home/draft";
import { useUploads } from "./uploads";
import { useBriefForm } from "./use-brief-form";

const Attachments = lazy(() => import("./attachments").then((all) => ({ default: all.Attachments })));
const Drawer = lazy(() => import("./drawer").then((all) => ({ default: all.Drawer })));

export type Side = "source" | "script" | "options";

/** What comes with a brief: files, a page to speak from, own words to speak, and what is fixed. */
export function Extras({ state, busy }: { state: FormState; busy: boolean }) {
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [loaded, setLoaded] = useState(false);
  const [open, setOpen] = useState<Side | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const { coming, drop, takeAll, uploading } = useUploads((file) => setDraft((now) => attached(now, file)));
  const { over, held } = useBriefForm(root, { takeAll, uploading });
  const wrong = state.fields ?? {};

  useEffect(() => {
    setDraft(restored(sessionStorage.getItem(KEY)));
    setLoaded(true);
  }, []);
  useEffect(() => {
    if (loaded) sessionStorage.setItem(KEY, JSON.stringify(draft));
  }, [draft, loaded]);
  useEffect(() => {
    if (!busy) return;
    // A brief that is taken leads to its page: what came with it is done with. One that is refused stays here.
    return () => {
      queueMicrotask(() => !root.current?.isConnected && sessionStorage.removeItem(KEY));
    };
  }, [busy]);
  useEffect(() => {
    if (state.fields?.source) setOpen("source");
    else if (state.fields?.script) setOpen("script");
    else if (OPTIONS.some((name) => state.fields?.[name])) setOpen("options");
  }, [state]);

  const set = (next: Partial<Draft>) => setDraft((now) => ({ ...now, ...next }));
  const count = fixed(draft);
  return (
    <div ref={root} className="grid min-w-0 flex-1 gap-2">
      {over && (
        <p className="rounded-[12px] border border-lamp border-dashed bg-lamp-wash px-4 py-3 text-sm text-lamp">
          Drop photos, clips or a logo to use them in the videos.
        </p>
      )}
      <Suspense>
        {(draft.files.length > 0 || coming.length > 0 || draft.source || draft.script) && (
          <Attachments draft={draft} coming={coming} wrong={wrong} onChange={set} onDrop={drop} />
        )}
      </Suspense>
      {held && (
        <p role="status" className="px-2 text-[13px] text-soft">
          Sent as soon as the files are there.
        </p>
      )}
      <fieldset aria-label="Add to the brief" className="flex flex-wrap items-center gap-0.5">
        <Tool icon={Paperclip} name="Files" onPress={() => input.current?.click()} />
        <Tool icon={Link2} name="Link" onPress={() => setOpen("source")} />
        <Tool icon={FileText} name="Script" onPress={() => setOpen("script")} />
        <Tool
          icon={Settings2}
          name="Options"
          told={count ? `${count} fixed` : ""}
          onPress={() => setOpen("options")}
        />
        <label className="ml-1 flex h-8 items-center gap-2 rounded-full px-2 text-[13px] text-soft hover:text-ink">
          <input
            type="checkbox"
            role="switch"
            aria-checked={draft.brand}
            checked={draft.brand}
            onChange={(event) => set({ brand: event.target.checked })}
            className="relative h-4 w-7 appearance-none rounded-full bg-line-strong transition-colors after:absolute after:top-0.5 after:left-0.5 after:size-3 after:rounded-full after:bg-raised after:transition-transform checked:bg-lamp checked:after:translate-x-3"
          />
          Use your brand
        </label>
      </fieldset>
      <input
        ref={input}
        type="file"
        multiple
        accept="image/*,video/*,audio/*"
        aria-label="Files for the brief"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          takeAll([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {draft.files.map((file) => (
        <input key={file.id} type="hidden" name="media" value={file.id} />
      ))}
      <input type="hidden" name="source" value={draft.source} />
      <input type="hidden" name="script" value={draft.script} />
      <input type="hidden" name="brand" value={draft.brand ? "on" : "off"} />
      {OPTIONS.map((name) => (
        <input key={name} type="hidden" name={name} value={draft.options[name] ?? ""} />
      ))}
      <Suspense>
        {open && (
          <Drawer side={open} draft={draft} wrong={wrong} onChange={set} onClose={() => setOpen(null)} />
        )}
      </Suspense>
    </div>
  );
}

interface ToolProps {
  icon: Icon;
  name: string;
  told?: string;
  onPress: () => void;
}

function Tool({ icon: Drawn, name, told, onPress }: ToolProps) {
  return (
    <button
      type="button"
      onClick={onPress}
      className="flex h-8 items-center gap-1.5 rounded-full px-2.5 text-[13px] text-soft hover:bg-well hover:text-ink"
    >
      <Drawn className="size-4" />
      <span className="max-sm:sr-only">{name}</span>
      {told && <span className="rounded-full bg-lamp-wash px-1.5 text-[11px] text-lamp">{told}</span>}
    </button>
  );
}
