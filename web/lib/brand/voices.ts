import type { components } from "@/lib/api/schema";

type Options = components["schemas"]["Catalogue"];

/** Voices under the name of their language; one's own, which speak several, first. */
export function byLanguage(options: Options): { name: string; voices: Options["voices"] }[] {
  const titles = new Map(options.languages.map((one) => [one.name, one.title]));
  const groups = new Map<string, Options["voices"][number][]>();
  for (const voice of options.voices) {
    const spoken = voice.language?.split("-")[0] ?? "";
    const name = voice.own ? "Your own" : (titles.get(spoken) ?? spoken);
    groups.set(name, [...(groups.get(name) ?? []), voice]);
  }
  return [...groups]
    .map(([name, voices]) => ({ name, voices }))
    .sort((one, other) => Number(other.name === "Your own") - Number(one.name === "Your own"));
}
