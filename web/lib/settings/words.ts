/** Words of the settings: what roles, scopes, movements and messages are called for people. */

export type Role = "owner" | "editor" | "viewer";

export const ROLES: { name: Role; title: string; may: string }[] = [
  { name: "owner", title: "Owner", may: "Everything: people, keys, webhooks, and all that editors do." },
  {
    name: "editor",
    title: "Editor",
    may: "Makes videos, spends credits, changes the brand and the calendar.",
  },
  { name: "viewer", title: "Viewer", may: "Watches and downloads. Changes and spends nothing." },
];

export const roleTitle = (role: string): string => ROLES.find((one) => one.name === role)?.title ?? role;

const AREAS: Record<string, string> = {
  assets: "Files and brand",
  clones: "Clones",
  credits: "Credits",
  generations: "Single voices, pictures, clips",
  members: "People",
  posts: "Calendar",
  providers: "Providers",
  runs: "Briefs and videos",
  webhooks: "Webhooks",
  workspace: "Workspace",
};

const DEEDS: Record<string, string> = { read: "look", write: "change", manage: "manage" };

export interface Area {
  name: string;
  title: string;
  scopes: { name: string; deed: string }[];
}

/** Scopes of keys by what they are about, as a table of ticks shows them. */
export function areasOf(scopes: string[]): Area[] {
  const found = new Map<string, Area>();
  for (const scope of [...scopes].sort()) {
    const [name = "", deed = ""] = scope.split(":");
    const area = found.get(name) ?? { name, title: AREAS[name] ?? name, scopes: [] };
    area.scopes.push({ name: scope, deed: DEEDS[deed] ?? deed });
    found.set(name, area);
  }
  return [...found.values()].sort((one, other) => one.title.localeCompare(other.title));
}

const MOVES: Record<string, string> = {
  grant: "Given",
  reserve: "Held",
  settle: "Paid",
  release: "Given back",
  expire: "Given back",
  refund: "Refunded",
};

export const moveTitle = (kind: string): string => MOVES[kind] ?? kind;

/** What a settled hold did to the balance is what was left of it, so it reads as what came back. */
export function moveNote(kind: string, amount: number): string {
  if (kind === "settle" && amount > 0) return "the rest of what was held came back";
  if (kind === "settle" && amount < 0) return "a little more than was held";
  if (kind === "settle") return "all that was held";
  if (kind === "reserve") return "kept until the work is done";
  if (kind === "expire") return "nobody worked for it any more";
  return "";
}

/** The words in a run's id: `20261123-5-fitness-reels-1a2b3c4d5e` is “5 fitness reels”. */
export function runWords(id: string): string {
  const words = id
    .replace(/^\d{8}-/, "")
    .replace(/-[0-9a-f]{10}$/, "")
    .replaceAll("-", " ");
  return words ? words[0]?.toUpperCase() + words.slice(1) : id;
}

export const EVENTS: { name: string; title: string; when: string }[] = [
  { name: "run.planned", title: "A plan is ready", when: "run.planned" },
  { name: "run.done", title: "A run is finished", when: "run.done" },
  { name: "run.failed", title: "A run failed", when: "run.failed" },
  { name: "piece.done", title: "A video is finished", when: "piece.done" },
  { name: "generation.done", title: "A single voice, picture or clip is finished", when: "generation.done" },
  { name: "credits.low", title: "Credits run low", when: "credits.low" },
];

const TASKS: Record<string, string> = {
  text: "Reading and writing",
  speech: "Voices",
  voice_clone: "Speaking with a cloned voice",
  voice_enroll: "Cloning a voice",
  image: "Pictures",
  video: "Clips",
  avatar: "Presenters",
  music: "Music",
  media: "Stock photos and clips",
};

export const taskTitle = (task: string): string =>
  TASKS[task] ?? (task[0] ?? "").toUpperCase() + task.slice(1).replaceAll("_", " ");

/** Seconds as an engineer's eye takes them in: `340 ms`, `2.1 s`. */
export function latency(seconds: number | null): string {
  if (seconds === null) return "–";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}

export const percent = (part: number): string =>
  part > 0 && part < 0.01 ? "<1 %" : `${Math.round(part * 100)} %`;
