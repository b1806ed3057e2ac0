"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Copied } from "@/components/forms/copy";
import { Download } from "@/components/icons";
import { toast } from "@/components/shell/toasts";
import { Button } from "@/components/ui/button";
import { changePost, type Post } from "@/lib/actions/posts";
import { saveUrl } from "@/lib/files";
import { said } from "@/lib/said";

/** What is to be done by hand when the moment of a post has come. */
export function Publish({ post, may }: { post: Post; may: boolean }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const set = (state: "published" | "scheduled", undoable: boolean) =>
    start(async () => {
      const done = await changePost(post.id, { state });
      if (!done.ok) return toast(said(done.problem), "tally");
      toast(
        state === "published" ? "Marked as published." : "It is planned again.",
        "plain",
        undoable ? { name: "Undo", run: () => set("scheduled", false) } : undefined,
      );
      router.refresh();
    });
  const video = Boolean(post.files.video);
  return (
    <div className="flex flex-wrap gap-2">
      {video && (
        <Button asChild size="sm">
          <a href={saveUrl(post.run, post.piece, "video")} download>
            <Download aria-hidden />
            Download
          </a>
        </Button>
      )}
      {post.text && <Copied text={post.text} what="caption" />}
      {may && post.state !== "published" && (
        <Button size="sm" look="lamp" disabled={busy} onClick={() => set("published", true)}>
          Mark as published
        </Button>
      )}
      {may && post.state === "published" && (
        <Button size="sm" disabled={busy} onClick={() => set("scheduled", false)}>
          Not published after all
        </Button>
      )}
    </div>
  );
}
