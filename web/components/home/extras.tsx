"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { FileText, type Icon, Link2, Paperclip, Settings2, X } from "@/components/icons";
import { Bar } from "@/components/ui/bits";
import type { FormState } from "@/lib/actions/auth";
import { cn } from "@/lib/cn";
import { attached, type Draft, EMPTY, fixed, KEY, OPTIONS, restored } from "@/lib/home/draft";
import { said } from "@/lib/said";
import { refusalOf, upload } from "@/lib/upload";

const Drawer = dynamic(() => import("./drawer").then((all) => all.Drawer), { ssr: false });

export type Side = "source" | "script" | "options";

interface Upcoming {
  key: string;
  name: string;
  part: number;
  wrong: string;
  left: AbortController;
}

/** What comes with a brief: files, a page to speak from, own words to speak, and what is fixed. */
export function Extras({ state, busy }: { state: FormState; busy: boolean }) {
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [loaded, setLoaded] = useState(false);
  const [coming, setComing] = useState<Upcoming[]>([]);
  const [open, setOpen] = useState<Side | null>(null);
  const [over, setOver] = useState(false);
  const [held, setHeld] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
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

  const change = (key: string, now: Partial<Upcoming>) =>
    setComing((all) => all.map((one) => (one.key === key ? { ...one, ...now } : one)));
  const drop = (key: string) => setComing((all) => all.filter((one) => one.key !== key));
  const take = async (file: File) => {
    const one: Upcoming = {
      key: crypto.randomUUID(),
      name: file.name || "Pasted picture",
      part: 0,
      wrong: refusalOf(file),
      left: new AbortController(),
    };
    setComing((all) => [...all, one]);
    if (one.wrong) return;
    const found = await upload(file, (part) => change(one.key, { part }), one.left.signal);
    if (!found.ok) return change(one.key, { wrong: said(found.problem) });
    const { id, name, kind, url } = found.value;
    drop(one.key);
    setDraft((now) => attached(now, { id, name, kind, url }));
  };
  const takeAll = (files: Iterable<File>) => {
    for (const file of files) void take(file);
  };
  const uploading = coming.some((one) => !one.wrong);
  const under = useRef(uploading);
  under.current = uploading;
  // A brief that is sent while files are on their way goes out once they are there, with their fields drawn.
  useEffect(() => {
    if (!held || uploading) return;
    setHeld(false);
    root.current?.closest("form")?.requestSubmit();
  }, [held, uploading]);
  const taker = useRef(takeAll);
  taker.current = takeAll;
  useEffect(() => {
    const form = root.current?.closest("form");
    if (!form) return;
    const has = (event: DragEvent) => event.dataTransfer?.types.includes("Files");
    const dragged = (event: DragEvent) => {
      if (!has(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const left = (event: DragEvent) => !form.contains(event.relatedTarget as Node) && setOver(false);
    const dropped = (event: DragEvent) => {
      if (!has(event)) return;
      event.preventDefault();
      setOver(false);
      taker.current(event.dataTransfer?.files ?? []);
    };
    const pasted = (event: ClipboardEvent) => {
      const files = event.clipboardData?.files;
      if (!files?.length) return;
      event.preventDefault();
      taker.current(files);
    };
    const sent = (event: SubmitEvent) => {
      if (!under.current || event.target !== form) return;
      event.preventDefault();
      event.stopPropagation();
      setHeld(true);
    };
    const on = new AbortController();
    form.addEventListener("submit", sent, on);
    form.addEventListener("dragover", dragged, on);
    form.addEventListener("dragleave", left, on);
    form.addEventListener("drop", dropped, on);
    form.addEventListener("paste", pasted, on);
    return () => on.abort();
  }, []);

  const set = (next: Partial<Draft>) => setDraft((now) => ({ ...now, ...next }));
  const count = fixed(draft);
  return (
    <div ref={root} className="grid min-w-0 flex-1 gap-2">
      {over && (
        <p className="rounded-[12px] border border-lamp border-dashed bg-lamp-wash px-4 py-3 text-sm text-lamp">
          Drop photos, clips or a logo to use them in the videos.
        </p>
      )}
      {(draft.files.length > 0 || coming.length > 0 || draft.source || draft.script) && (
        <ul aria-label="What comes with the brief" className="flex flex-wrap items-start gap-2 px-1">
          {draft.files.map((file) => (
            <Chip
              key={file.id}
              name={file.name}
              picture={file.kind === "image" ? file.url : ""}
              onRemove={() => set({ files: draft.files.filter((one) => one.id !== file.id) })}
            />
          ))}
          {coming.map((one) => (
            <Chip
              key={one.key}
              name={one.name}
              wrong={one.wrong}
              onRemove={() => {
                one.left.abort();
                drop(one.key);
              }}
            >
              {!one.wrong && <Bar part={one.part} label={`Uploading ${one.name}`} className="w-16" />}
            </Chip>
          ))}
          {draft.source && (
            <Chip
              name={draft.source}
              icon={Link2}
              wrong={wrong.source}
              onRemove={() => set({ source: "" })}
            />
          )}
          {draft.script && (
            <Chip
              name={`Script, ${draft.script.trim().split(/\s+/).length} words`}
              icon={FileText}
              wrong={wrong.script}
              onRemove={() => set({ script: "" })}
            />
          )}
        </ul>
      )}
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
      {open && (
        <Drawer side={open} draft={draft} wrong={wrong} onChange={set} onClose={() => setOpen(null)} />
      )}
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

interface ChipProps {
  name: string;
  icon?: Icon;
  picture?: string;
  wrong?: string | undefined;
  onRemove: () => void;
  children?: ReactNode;
}

function Chip({ name, icon: Drawn = Paperclip, picture, wrong, onRemove, children }: ChipProps) {
  const [broken, setBroken] = useState(false);
  return (
    <li
      className={cn(
        "flex max-w-full items-center gap-2 rounded-[10px] border border-line bg-well py-1 pr-1 pl-2 text-[13px]",
        wrong && "border-tally/50 bg-tally-wash",
      )}
    >
      {picture && !broken ? (
        // biome-ignore lint/performance/noImgElement: a small picture behind the sign-in
        <img
          src={picture}
          alt=""
          onError={() => setBroken(true)}
          className="-ml-1 size-7 rounded-[6px] object-cover"
        />
      ) : (
        <Drawn className="size-4 shrink-0 text-soft" />
      )}
      <span className="min-w-0">
        <span className="block max-w-52 truncate">{name}</span>
        {wrong && (
          <span role="alert" className="block max-w-72 text-tally">
            {wrong}
          </span>
        )}
      </span>
      {children}
      <button
        type="button"
        aria-label={`Remove ${name}`}
        onClick={onRemove}
        className="grid size-6 shrink-0 place-items-center rounded-[6px] text-soft hover:bg-line hover:text-ink"
      >
        <X className="size-3.5" />
      </button>
    </li>
  );
}
