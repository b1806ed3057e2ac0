"use client";

import { useRef, useState } from "react";
import { ImageUp } from "@/components/forms/icons";
import { Bar } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { said } from "@/lib/said";
import { type Asset, refusalOf, upload } from "@/lib/upload";

interface LogoProps {
  /** Address of the one there is; empty without. */
  logo: string;
  onChange: (found: Pick<Asset, "id" | "url"> | null) => void;
}

/** The logo: dropped here, or picked. */
export function LogoField({ logo, onChange }: LogoProps) {
  const input = useRef<HTMLInputElement>(null);
  const [part, setPart] = useState<number>();
  const [wrong, setWrong] = useState("");
  const [over, setOver] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const refusal = refusalOf(file, /^image\//);
    setWrong(refusal);
    if (refusal) return;
    setPart(0);
    const found = await upload(file, setPart);
    setPart(undefined);
    if (found.ok && found.value.kind === "image") onChange(found.value);
    else setWrong(found.ok ? "Only a picture will do here." : said(found.problem));
  };
  return (
    <div>
      <p id="logo-label" className="mb-1.5 font-medium text-[13px]">
        Logo
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button within does the same for keys */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer.files[0]);
        }}
        className={cn(
          "flex flex-wrap items-center gap-4 rounded-[12px] border border-line-strong/60 border-dashed p-3",
          over && "border-lamp bg-lamp-wash",
        )}
      >
        <span className="grid size-16 shrink-0 place-items-center rounded-[10px] bg-[repeating-conic-gradient(var(--line)_0_25%,var(--raised)_0_50%)] bg-[length:14px_14px]">
          {logo ? (
            // biome-ignore lint/performance/noImgElement: a small picture behind the sign-in
            <img src={logo} alt="Your logo" className="size-14 object-contain" />
          ) : (
            <ImageUp aria-hidden className="size-6 rounded bg-raised p-1 text-soft" />
          )}
        </span>
        <div className="grid min-w-0 flex-1 basis-48 gap-2">
          <p className="text-[13px] text-soft">Drop a picture here. A PNG with a clear ground looks best.</p>
          {part === undefined ? (
            <div className="flex gap-2">
              <Button size="sm" onClick={() => input.current?.click()}>
                {logo ? "Another logo" : "Pick a logo"}
              </Button>
              {logo && (
                <Button size="sm" look="danger" onClick={() => onChange(null)}>
                  Remove logo
                </Button>
              )}
            </div>
          ) : (
            <Bar part={part} label="Uploading the logo" />
          )}
        </div>
        <input
          ref={input}
          type="file"
          accept="image/*"
          aria-labelledby="logo-label"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
      {wrong && (
        <p role="alert" className="mt-1.5 text-[13px] text-tally">
          {wrong}
        </p>
      )}
    </div>
  );
}
