/** What comes with a brief besides its words, as it is kept in the browser until the brief is sent. */

export interface Attached {
  /** Of the asset. */
  id: string;
  name: string;
  kind: string;
  url: string;
}

export const OPTIONS = [
  "platform",
  "language",
  "seconds",
  "voice",
  "avatar",
  "captions",
  "budget_usd",
] as const;
export type OptionName = (typeof OPTIONS)[number];

export interface Draft {
  files: Attached[];
  source: string;
  script: string;
  brand: boolean;
  options: Partial<Record<OptionName, string>>;
}

export const EMPTY: Draft = { files: [], source: "", script: "", brand: true, options: {} };
export const KEY = "studio:brief";

/** A draft as it was kept; an empty one when it cannot be read. */
export function restored(kept: string | null): Draft {
  try {
    const found = JSON.parse(kept ?? "") as Partial<Draft>;
    const files = Array.isArray(found.files)
      ? found.files.filter((file) => typeof file?.id === "string")
      : [];
    return { ...EMPTY, ...found, files };
  } catch {
    return EMPTY;
  }
}

/** With a file more; the same file twice is one. */
export function attached(draft: Draft, file: Attached): Draft {
  return draft.files.some((one) => one.id === file.id) ? draft : { ...draft, files: [...draft.files, file] };
}

/** How many options are fixed. */
export const fixed = (draft: Draft): number => Object.values(draft.options).filter(Boolean).length;
