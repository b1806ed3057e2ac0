"use client";

import { useState } from "react";
import { Copy } from "@/components/forms/icons";
import { Check } from "@/components/icons";
import { toast } from "@/components/shell/toasts";
import { Button } from "@/components/ui/button";

interface CopyProps {
  text: string;
  /** What is copied, for the button's name: “secret”, “caption”. */
  what: string;
  className?: string;
  look?: "plain" | "lamp" | "quiet";
}

export function Copied({ text, what, className, look = "plain" }: CopyProps) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      setTimeout(() => setDone(false), 2_000);
    } catch {
      toast(`The ${what} could not be copied: select it and copy it by hand.`, "tally");
    }
  };
  return (
    <Button size="sm" look={look} className={className} onClick={copy}>
      {done ? <Check aria-hidden /> : <Copy aria-hidden />}
      <span aria-live="polite">{done ? "Copied" : `Copy ${what}`}</span>
    </Button>
  );
}

/** Something that is shown this one time. */
export function Once({ text, what, children }: { text: string; what: string; children: React.ReactNode }) {
  return (
    <div role="status" className="grid gap-3 rounded-[12px] border border-lamp/50 bg-lamp-wash p-4">
      <p className="text-sm">{children}</p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="timecode min-w-0 flex-1 basis-60 break-all rounded-[8px] border border-line bg-raised px-3 py-1.5 text-[13px]">
          {text}
        </code>
        <Copied text={text} what={what} look="lamp" />
      </div>
    </div>
  );
}
