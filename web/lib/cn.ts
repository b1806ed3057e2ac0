type Part = string | false | null | undefined;

const COLOURS =
  "bg|panel|raised|well|line|line-strong|ink|soft|faint|lamp|lamp-ink|tally|fine|draft|white|transparent|current";
/** Utilities that set one thing, by their name without the value: of two the later one is kept. */
const ONE =
  /^-?(min-h|min-w|max-h|max-w|size|h|w|px|py|pt|pb|pl|pr|p|mx|my|mt|mb|ml|mr|m|gap-x|gap-y|gap|bg|opacity|animate|shadow|inset-x|inset-y|inset|top|right|bottom|left|z|aspect|basis|grid-cols)-/;
const GROUPS: [RegExp, string][] = [
  [/^text-(?:\[[\d.]+(?:px|r?em)\]|xs|sm|base|lg|xl|\dxl)$/, "text-size"],
  [new RegExp(`^text-(?:${COLOURS})(?:/\\d+)?$`), "text-colour"],
  [new RegExp(`^border-(?:${COLOURS})(?:/\\d+)?$`), "border-colour"],
  [/^rounded(?:-(?:none|sm|md|lg|xl|\dxl|full|\[.+\]))?$/, "rounded"],
  [/^font-(?:normal|medium|semibold|bold)$/, "font"],
];

/** Joins class names; of two that set the same thing the later one stays. */
export function cn(...parts: Part[]): string {
  const kept = new Map<string, string>();
  for (const name of parts.filter(Boolean).join(" ").split(/\s+/)) {
    const key = keyOf(name);
    kept.delete(key);
    if (name) kept.set(key, name);
  }
  return [...kept.values()].join(" ");
}

function keyOf(name: string): string {
  const at = name.search(/[^:]+$/);
  if (name.includes("[&")) return name;
  const [when, what] = [name.slice(0, at), name.slice(at)];
  const group = what.match(ONE)?.[1] ?? GROUPS.find(([pattern]) => pattern.test(what))?.[1];
  return group ? `${when}${group}` : name;
}
