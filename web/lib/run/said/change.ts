import type { Catalogue, PieceSpec } from "@/lib/api/types";
import type { Change } from "../operations";
import { KIND } from "./which";

type Reader = (text: string, piece: PieceSpec, choices: Catalogue) => Change | undefined;

const PART = "(music|voice|captions?|subtitles?|presenter|avatar|host)";
const FIELDS: Record<string, "music" | "voice" | "captions" | "avatar"> = {
  music: "music",
  voice: "voice",
  caption: "captions",
  captions: "captions",
  subtitle: "captions",
  subtitles: "captions",
  presenter: "avatar",
  avatar: "avatar",
  host: "avatar",
};

/** How a piece is to be different by a sentence; undefined when nothing in it says so. */
export function changeOf(text: string, piece: PieceSpec, choices: Catalogue): Change | undefined {
  const change: Change = {};
  for (const read of READERS) Object.assign(change, read(text, piece, choices));
  if (Object.keys(change).length === 0) Object.assign(change, topic(text));
  return Object.keys(change).length > 0 ? change : undefined;
}

const without: Reader = (text) => {
  const change: Change = {};
  const said = new RegExp(
    `\\b(?:no|without|drop|remove|mute|lose|(?:turn|take|switch)(?: off)?)\\s+(?:the |a |any |its )?(?:back(?:ground)? )?${PART}\\b`,
    "gi",
  );
  const more = new RegExp(`^(?:,| and| or| nor)+ (?:the |a |any |its |no |without )?${PART}\\b`, "i");
  for (const found of text.matchAll(said)) {
    let rest = text.slice(found.index + found[0].length);
    for (let part = found[1]; part; ) {
      const field = FIELDS[part.toLowerCase()];
      if (field) change[field] = "none";
      const next: RegExpMatchArray | null = rest.match(more);
      part = next?.[1];
      rest = rest.slice(next?.[0].length ?? 0);
    }
  }
  if (/\b(?:silent|no one speaking|without (?:words|speech))\b/i.test(text)) change.voice = "none";
  return change;
};

const again: Reader = (text) => {
  const part = text.match(
    new RegExp(`\\b(?:with|add|give it|bring back|put in|turn on)\\s+(?:a |the |some )?${PART}\\b`, "i"),
  )?.[1];
  const field = part ? FIELDS[part.toLowerCase()] : undefined;
  return field && !/\bvoice\b/i.test(part ?? "") ? { [field]: "auto" } : undefined;
};

const MINUTES: [RegExp, number][] = [
  [/\bhalf a minute\b/i, 30],
  [/\b(?:a|one) minute and a half\b|\b1\.5 min/i, 90],
  [/\b(?:a|one|1) ?min(?:ute)?\b/i, 60],
  [/\b(?:two|2) ?min(?:ute)?s?\b/i, 120],
];

const seconds: Reader = (text, piece, choices) => {
  const number = text.match(/(\d{1,3})[ -]*(?:s|secs?|seconds?)\b/i)?.[1];
  const wanted = relative(text, piece.seconds, number ? Number(number) : undefined);
  if (wanted === undefined) return undefined;
  const limits = choices.platforms.find(({ name }) => name === piece.platform);
  const inside = Math.min(limits?.max_seconds ?? 180, Math.max(limits?.min_seconds ?? 5, wanted));
  return { seconds: number && !/\b(?:shorter|longer)\b/i.test(text) ? wanted : inside };
};

function relative(text: string, now: number, number: number | undefined): number | undefined {
  const way = /\b(?:shorter|shorten|cut down|trim)\b/i.test(text)
    ? -1
    : /\b(?:longer|lengthen|extend)\b/i.test(text)
      ? 1
      : 0;
  if (way) {
    if (number !== undefined) return /\bto\b/i.test(text) ? number : now + way * number;
    if (/\b(?:a (?:bit|little)|slightly)\b/i.test(text)) return now + way * 5;
    const part = /\b(?:much|a lot|far)\b/i.test(text) ? (way < 0 ? 0.5 : 2) : way < 0 ? 0.7 : 1.4;
    return Math.round((now * part) / 5) * 5;
  }
  if (/\bhalf (?:as long|the length)\b/i.test(text)) return Math.round(now / 2);
  if (/\b(?:twice as long|double the length)\b/i.test(text)) return now * 2;
  return number ?? MINUTES.find(([pattern]) => pattern.test(text))?.[1];
}

const voice: Reader = (text, piece, choices) => {
  if (!/\b(?:voice|speaker|narrator|spoken|read by|narrated)\b/i.test(text)) return undefined;
  const words = text.toLowerCase();
  const known = choices.voices.find(({ name }) => new RegExp(`\\b${name}\\b`, "i").test(words));
  if (known) return { voice: known.name };
  const fitting = choices.voices.filter((one) => one.language.split("-")[0] === piece.language.split("-")[0]);
  const gender = /\b(?:wom[ae]n|female|girl|lady|her)\b/i.test(words)
    ? "female"
    : /\b(?:m[ae]n|male|guy|boy|his)\b/i.test(words)
      ? "male"
      : undefined;
  const british = /\b(?:british|english accent)\b/i.test(words);
  const other = /\b(?:other|another|different|new)\b/i.test(words);
  if (!gender && !british && !other) return undefined;
  const found = fitting.find(
    (one) =>
      one.name !== piece.voice &&
      (!gender || one.gender === gender) &&
      (!british || one.language === "en-GB") &&
      (british || !gender || one.language !== "en-GB"),
  );
  return found ? { voice: found.name } : undefined;
};

const music: Reader = (text, _piece, choices) => {
  if (!/\bmusic\b/i.test(text)) return undefined;
  const mood = choices.moods.find(({ name }) => says(text, name));
  return mood ? { music: mood.name } : undefined;
};

const captions: Reader = (text, _piece, choices) => {
  if (!/\b(?:captions?|subtitles?)\b/i.test(text)) return undefined;
  const style = choices.captions.find(({ name }) => says(text, name));
  return style ? { captions: style.name } : undefined;
};

const tone: Reader = (text, _piece, choices) => {
  if (/\b(?:music|captions?|voice|about)\b/i.test(text)) return undefined;
  const found = choices.tones.find(({ name }) => says(text, name));
  return found ? { tone: found.name } : undefined;
};

/** Whether a word is said, also as `calmer` or `funnier`. */
function says(text: string, word: string): boolean {
  const stem = word.replace(/y$/, "(?:y|ier)");
  return new RegExp(`\\b${stem}(?:er|r)?\\b`, "i").test(text);
}

const language: Reader = (text, _piece, choices) => {
  const inWords = new Intl.DisplayNames("en", { type: "language" });
  const found = choices.languages.find(({ name, title }) =>
    new RegExp(`\\b(?:in|into|to|speak|make \\w+) (?:${inWords.of(name)}|${title})(?![a-z])`, "iu").test(
      text,
    ),
  );
  return found ? { language: found.name } : undefined;
};

const platform: Reader = (text, _piece, choices) => {
  const found = choices.platforms.find(({ name, title }) => {
    const words = [title, name.replaceAll("_", " ")].map((one) => one.replace(/s$/i, ""));
    const short = words[0]?.split(" ").at(-1) ?? "";
    const all = [...words, ...(short.length > 3 ? [short] : [])].join("|");
    return new RegExp(
      `\\b(?:for|on|to|into|as)\\s+(?:a |an |the )?(?:${all})s?\\b(?![ -]?\\d)|\\b(?:a|an) (?:${words.join("|")})\\b`,
      "i",
    ).test(text);
  });
  return found ? { platform: found.name } : undefined;
};

const mustSay: Reader = (text, piece) => {
  const words = text
    .match(/\b(?:mention|say|must say|include the words?)\s+(?:that )?(.+?)[.!]*$/i)?.[1]
    ?.replace(/\s+in (?:the )?\S+(?: one)?$/i, "")
    .replace(/^[“"']|[”"']$/g, "");
  return words ? { must_say: [...piece.must_say, words] } : undefined;
};

const READERS = [
  again,
  without,
  seconds,
  voice,
  music,
  captions,
  tone,
  language,
  platform,
  mustSay,
] satisfies Reader[];

function topic(text: string): Change {
  const about = text.match(/\b(?:about|topic (?:to|is)|to be about)\s+(.+?)[.!]*$/i)?.[1];
  const into = text.match(
    /\b(?:change|turn|make|switch|set)\b.*?\b(?:to|into)\s+(?!be\b)(?!\d)(.+?)[.!]*$/i,
  )?.[1];
  const found = about ?? into;
  return found && !new RegExp(`^(?:the )?${KIND}$`, "i").test(found) ? { topic: found } : {};
}
