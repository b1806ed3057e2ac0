"use client";

import { useEffect, useState } from "react";
import { Empty } from "@/components/empty";
import { Copy } from "@/components/forms/icons";
import { Check } from "@/components/icons";
import { toast } from "@/components/shell/toasts";
import { RotateCcw } from "@/components/studio/icons";
import { Trouble } from "@/components/trouble";
import { Skeleton } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { Field, Textarea } from "@/components/ui/field";
import { type Problem, UNREACHABLE } from "@/lib/api/problem";
import { saveUrl } from "@/lib/files";
import { usePiece, usePieceStore } from "@/lib/piece/store";
import { fileOf } from "@/lib/piece/time";
import { platformName } from "@/lib/run/words";

interface Post {
  title: string;
  caption: string;
  hashtags: string[];
  alt_text: string;
}

type Found = { post: Post } | { problem: Problem } | null;

/** The text that goes with the video, to be edited and copied. */
export function PostPanel() {
  const run = usePiece((now) => now.run.id);
  const piece = usePiece((now) => now.piece);
  const [found, setFound] = useState<Found>(null);
  const file = fileOf(piece.files.post);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file is another text
  useEffect(() => {
    if (!piece.files.post) return;
    let over = false;
    fetch(saveUrl(run, piece.id, "post").replace("?save", ""))
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((post: Post) => !over && setFound({ post }))
      .catch(() => !over && setFound({ problem: UNREACHABLE }));
    return () => {
      over = true;
    };
  }, [run, piece.id, file]);
  if (!piece.files.post) {
    return (
      <Empty title="No post text yet">
        It is written with the video: a caption and hashtags to publish it with.
      </Empty>
    );
  }
  if (!found) {
    return (
      <div className="grid max-w-2xl gap-4" aria-busy="true">
        <Skeleton className="h-6 w-32" />
        <Skeleton className="h-48" />
      </div>
    );
  }
  if ("problem" in found) return <Trouble problem={found.problem} className="max-w-2xl" />;
  return <Editor post={found.post} />;
}

function Editor({ post }: { post: Post }) {
  const store = usePieceStore();
  const piece = usePiece((now) => now.piece);
  const typed = usePiece((now) => now.draft.post);
  const text = typed ?? post.caption;
  const change = (value: string) =>
    store.setState(({ draft: { post: _before, ...draft } }) => ({
      draft: value === post.caption ? draft : { ...draft, post: value },
    }));
  return (
    <div className="grid max-w-2xl gap-4">
      <header className="flex flex-wrap items-center gap-3">
        <h2 className="flex-1 font-semibold text-lg tracking-tight">
          Post for {platformName(piece.platform)}
        </h2>
        {typed !== undefined && (
          <Button size="sm" look="quiet" onClick={() => change(post.caption)}>
            <RotateCcw aria-hidden /> As it was written
          </Button>
        )}
        <CopyButton text={text} words="Copy the post" />
      </header>
      {post.title && (
        <p className="flex items-center gap-3 rounded-[10px] border border-line bg-panel px-3.5 py-2 text-sm">
          <span className="text-soft">Title</span>
          <span className="min-w-0 flex-1">{post.title}</span>
          <CopyButton text={post.title} words="Copy" />
        </p>
      )}
      <Field
        label="Text and hashtags"
        name="post-text"
        hint={`${[...text].length} letters. What you change here stays in this browser tab; copy it when you publish.`}
      >
        {(ids) => (
          <Textarea {...ids} rows={9} value={text} onChange={(event) => change(event.target.value)} />
        )}
      </Field>
      {post.alt_text && (
        <p className="text-pretty text-[13px] text-soft">
          <span className="font-medium text-ink">For people who cannot see it: </span>
          {post.alt_text}
        </p>
      )}
    </div>
  );
}

export function CopyButton({ text, words }: { text: string; words: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      toast("The browser does not let pages copy. Select the text and copy it by hand.", "tally");
    }
  };
  return (
    <Button size="sm" onClick={copy}>
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      <span aria-live="polite">{copied ? "Copied" : words}</span>
    </Button>
  );
}
