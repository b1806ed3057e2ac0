import { Tally } from "@/components/ui/bits";
import type { Post } from "@/lib/actions/posts";
import { platformName } from "@/lib/run/words";
import { Publish } from "./publish";

/** Posts whose moment has come. */
export function Due({ posts, may }: { posts: Post[]; may: boolean }) {
  return (
    <section aria-labelledby="due" className="mb-6 rounded-[14px] border border-tally/40 bg-tally-wash">
      <h2 id="due" className="flex items-center gap-2.5 px-5 pt-4 font-semibold tracking-tight">
        <Tally tone="tally" />
        {posts.length === 1 ? "One post is due" : `${posts.length} posts are due`}
      </h2>
      <p className="px-5 pb-3 text-[13px] text-ink/80">
        Download the file, copy the caption, publish it, then say so.
      </p>
      <ul className="divide-y divide-tally/20 border-tally/20 border-t">
        {posts.map((post) => (
          <li key={post.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
            <span className="min-w-0 flex-1 basis-56">
              <span className="block truncate font-medium text-sm">{post.title || "Removed video"}</span>
              <span className="text-[13px] text-ink/80">{platformName(post.platform)}</span>
            </span>
            <Publish post={post} may={may} />
          </li>
        ))}
      </ul>
    </section>
  );
}
