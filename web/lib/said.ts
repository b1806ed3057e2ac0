import type { Problem } from "@/lib/api/problem";

/** A problem as one text: what happened, and what to do about it. */
export function said({ detail, hint }: Pick<Problem, "detail" | "hint">): string {
  return [detail, hint].filter(Boolean).map(sentence).join(" ");
}

function sentence(text: string): string {
  const first = /^[a-z]+[ ,:]/.test(text) ? `${text[0]?.toUpperCase()}${text.slice(1)}` : text;
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
