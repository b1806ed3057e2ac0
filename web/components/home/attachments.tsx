"use client";

import { type ReactNode, useState } from "react";
import { FileText, type Icon, Link2, Paperclip, X } from "@/components/icons";
import { Bar } from "@/components/ui/bits";
import { cn } from "@/lib/cn";
import type { Draft } from "@/lib/home/draft";
import type { Upcoming } from "./uploads";

interface AttachmentsProps {
  draft: Draft;
  coming: Upcoming[];
  wrong: Record<string, string>;
  onChange: (next: Partial<Draft>) => void;
  onDrop: (one: Upcoming) => void;
}

/** What comes with a brief, each with a way to leave it out. */
export function Attachments({ draft, coming, wrong, onChange, onDrop }: AttachmentsProps) {
  return (
    <ul aria-label="What comes with the brief" className="flex flex-wrap items-start gap-2 px-1">
      {draft.files.map((file) => (
        <Chip
          key={file.id}
          name={file.name}
          picture={file.kind === "image" ? file.url : ""}
          onRemove={() => onChange({ files: draft.files.filter((one) => one.id !== file.id) })}
        />
      ))}
      {coming.map((one) => (
        <Chip key={one.key} name={one.name} wrong={one.wrong} onRemove={() => onDrop(one)}>
          {!one.wrong && <Bar part={one.part} label={`Uploading ${one.name}`} className="w-16" />}
        </Chip>
      ))}
      {draft.source && (
        <Chip
          name={draft.source}
          icon={Link2}
          wrong={wrong.source}
          onRemove={() => onChange({ source: "" })}
        />
      )}
      {draft.script && (
        <Chip
          name={`Script, ${draft.script.trim().split(/\s+/).length} words`}
          icon={FileText}
          wrong={wrong.script}
          onRemove={() => onChange({ script: "" })}
        />
      )}
    </ul>
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
