import type { components } from "@/lib/api/schema";
import { vendorName } from "@/lib/run/words";

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
  if (!provider.ok) return troubleIn(provider.last_failure) || "it says that it cannot be used";
  if (task.circuit === "open")
    return `it failed too often and is left alone for ${Math.max(1, Math.ceil(task.opens_again))} s`;
  return "";
}

function place(task: string): number {
  const at = ORDER.indexOf(task);
  return at < 0 ? ORDER.length : at;
}

const TROUBLES: Record<string, string> = {
  Auth: "it does not accept the key",
  Permission: "it does not allow this with the key",
  RateLimited: "it was asked too often",
  QuotaExhausted: "there is no credit left with it",
  ContentRejected: "its rules said no",
  Timeout: "no answer in time",
  Connection: "it was not reached",
  Dropped: "the line broke",
  VendorServer: "a fault on its side",
  JobFailed: "a long job ended in failure",
  BadOutput: "its answer could not be used",
};

/** A failure in words, where it is told by the name that programs have for it. */
export const troubleIn = (failure: string): string => TROUBLES[failure] ?? failure;

/** From this part of failures on a provider does not do well. */
const OFTEN = 0.2;

export type State = { tone: "fine" | "tally" | "lamp" | "plain"; words: string };

/** How a provider is, in a word or two. */
export function stateOf(provider: ProviderView): State {
  if (!provider.ok) return { tone: "tally", words: "cannot be used" };
  if (provider.tasks.some((task) => task.circuit === "open")) return { tone: "tally", words: "left alone" };
  if (provider.tasks.some((task) => task.circuit === "half_open"))
    return { tone: "lamp", words: "tried again" };
  if (provider.tasks.some((task) => task.error_rate > OFTEN))
    return { tone: "lamp", words: "often in trouble" };
  if (provider.tasks.some((task) => task.requests > 0)) return { tone: "fine", words: "well" };
  return { tone: "plain", words: "not asked today" };
}

/** What a provider is called. */
export const nameOf = (provider: ProviderView): string =>
  vendorName(provider.name) === provider.name ? provider.title : vendorName(provider.name);
