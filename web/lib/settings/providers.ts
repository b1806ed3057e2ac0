import type { components } from "@/lib/api/schema";

export type ProviderView = components["schemas"]["ProviderView"];
export type TaskView = components["schemas"]["TaskView"];

export interface Standing {
  provider: ProviderView;
  /** Why it is passed over now; empty when it may be asked. */
  off: string;
}

export interface TaskLine {
  task: string;
  /** In the order in which they are asked. */
  line: Standing[];
}

const ORDER = ["text", "speech", "avatar", "image", "media", "video", "music", "voice_clone", "voice_enroll"];

/** Each task with those who may be asked for it: those who can be used first, in order of preference. */
export function tasksOf(providers: ProviderView[]): TaskLine[] {
  const found = new Map<string, Standing[]>();
  for (const provider of providers.filter((one) => one.configured))
    for (const task of provider.tasks)
      found.set(task.task, [...(found.get(task.task) ?? []), { provider, off: offOf(provider, task) }]);
  return [...found]
    .map(([task, all]) => ({
      task,
      line: [...all.filter((one) => !one.off), ...all.filter((one) => one.off)],
    }))
    .sort((one, other) => place(one.task) - place(other.task));
}

function offOf(provider: ProviderView, task: TaskView): string {
  if (!provider.ok) return provider.last_failure || "it says that it cannot be used";
  if (task.circuit === "open")
    return `it failed too often and is left alone for ${Math.max(1, Math.ceil(task.opens_again))} s`;
  return "";
}

function place(task: string): number {
  const at = ORDER.indexOf(task);
  return at < 0 ? ORDER.length : at;
}

export type State = { tone: "fine" | "tally" | "lamp" | "plain"; words: string };

/** How a provider is, in a word or two. */
export function stateOf(provider: ProviderView): State {
  if (!provider.ok) return { tone: "tally", words: "cannot be used" };
  if (provider.tasks.some((task) => task.circuit === "open")) return { tone: "tally", words: "left alone" };
  if (provider.tasks.some((task) => task.circuit === "half_open"))
    return { tone: "lamp", words: "tried again" };
  if (provider.tasks.some((task) => task.requests > 0)) return { tone: "fine", words: "well" };
  return { tone: "plain", words: "not asked today" };
}

const OWN: Record<string, string> = {
  kokoro: "Kokoro",
  espeak: "eSpeak NG",
  drawn: "Drawn presenters",
  "music-pack": "Music pack",
};

/** What a provider is called. */
export const nameOf = (provider: ProviderView): string => OWN[provider.name] ?? provider.title;
