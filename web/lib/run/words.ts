import type { PieceSpec, Status } from "@/lib/api/types";
import type { StepShown } from "./model";
import type { StepPhase } from "./wire";

interface ToolWords {
  name: string;
  doing: string;
  hue: number;
}

const TOOLS: Record<string, ToolWords> = {
  script: { name: "Script", doing: "Writing the script", hue: 75 },
  voice: { name: "Voice", doing: "Recording the voice", hue: 200 },
  avatar: { name: "Presenter", doing: "Animating the presenter", hue: 20 },
  visuals: { name: "Look", doing: "Choosing the look", hue: 300 },
  music: { name: "Music", doing: "Picking the music", hue: 255 },
  captions: { name: "Captions", doing: "Timing the captions", hue: 105 },
  compose: { name: "Edit", doing: "Cutting and rendering", hue: 45 },
  cover: { name: "Cover", doing: "Making the cover", hue: 345 },
  post: { name: "Post text", doing: "Writing the post", hue: 160 },
  export: { name: "Export", doing: "Packing the files", hue: 130 },
};

/** How a tool is called on the page, what it is doing while at work, and the colour of its clips. */
export function toolWords(tool: string): ToolWords {
  return TOOLS[tool] ?? { name: sentence(tool), doing: `Working on ${tool}`, hue: 60 };
}

const CALLED: [RegExp, string][] = [
  [/\b(?:music|track|song)\b/i, "music"],
  [/\bvoice\b/i, "voice"],
  [/\b(?:captions?|subtitles?)\b/i, "captions"],
  [/\b(?:look|visuals?|colou?rs|background|design)\b/i, "visuals"],
  [/\b(?:presenter|avatar|host)\b/i, "avatar"],
  [/\b(?:cover|thumbnail)\b/i, "cover"],
  [/\b(?:post|hashtags?|description)\b/i, "post"],
];

/** The tool that a sentence speaks of. */
export const toolOf = (text: string): string | undefined =>
  CALLED.find(([pattern]) => pattern.test(text))?.[1];

const PLATFORMS: Record<string, string> = {
  instagram_reels: "Instagram Reel",
  tiktok: "TikTok",
  youtube_shorts: "YouTube Short",
  youtube: "YouTube",
  facebook_reels: "Facebook Reel",
  linkedin: "LinkedIn",
  x: "X",
};

export const platformName = (name: string): string => PLATFORMS[name] ?? name;
export const PLATFORM_NAMES = Object.entries(PLATFORMS);

const VENDORS: Record<string, string> = {
  kokoro: "Kokoro",
  espeak: "eSpeak NG",
  drawn: "Drawn",
  "music-pack": "Music pack",
  elevenlabs: "ElevenLabs",
  cartesia: "Cartesia",
  fish: "Fish Audio",
  openai: "OpenAI",
  playht: "PlayHT",
  replicate: "Replicate",
  heygen: "HeyGen",
  hedra: "Hedra",
  did: "D-ID",
  tavus: "Tavus",
  runway: "Runway",
  veo: "Veo",
  pexels: "Pexels",
  pixabay: "Pixabay",
};

/** What a provider is called, by the name that programs have for it. */
export const vendorName = (name: string): string => VENDORS[name] ?? name;

export const STATUS: Record<Status, string> = {
  planning: "Reading the brief",
  planned: "Waiting for your yes",
  running: "Being made",
  done: "Done",
  failed: "Stopped by a fault",
  interrupted: "Interrupted",
  cancelled: "Cancelled",
};

export const PHASE: Record<StepPhase, string> = {
  waiting: "waiting",
  running: "at work",
  progress: "at work",
  retry: "trying again",
  done: "done",
  reused: "kept from before",
  failed: "failed",
  skipped: "left out",
};

/** `reel-2` as people say it. */
export function pieceName(id: string): string {
  const [kind = id, number] = id.split(/-(?=\d+$)/);
  return number ? `${sentence(kind)} ${number}` : sentence(id);
}

/** Words with the pieces in them as people call them. */
export const named = (text: string): string =>
  text.replace(/\b(?:reel|short|tiktok|video|piece)-\d+\b/g, pieceName);

/** What is happening right now, in a sentence. */
export function happening(steps: StepShown[], several: boolean): string {
  const busy = steps.filter((step) => ["running", "progress", "retry"].includes(step.state));
  const first = busy.sort((a, b) => b.estimate.seconds - a.estimate.seconds)[0];
  if (!first) return "Getting ready";
  const where = several ? ` for ${pieceName(first.piece)}` : "";
  const more = busy.length > 1 ? `, and ${busy.length - 1} more at once` : "";
  return `${toolWords(first.tool).doing}${where}${more}`;
}

/** Without what? `no voice`, `heart` or, when it is left to the studio, `chosen for you`. */
export function choice(value: string | null, none: string): string {
  if (value === null) return none;
  return value === "auto" ? "chosen for you" : sentence(value);
}

/** Platforms whose name is also what one calls a video there. */
const ALONE = new Set(["Instagram Reel", "TikTok", "YouTube Short", "Facebook Reel"]);

/** What is asked for, in one line. */
export function askedFor(pieces: PieceSpec[]): string {
  const count = pieces.length;
  const kinds = new Set(pieces.map((piece) => platformName(piece.platform)));
  const [only = ""] = kinds;
  const kind = kinds.size > 1 ? "video" : ALONE.has(only) ? only : `${only} video`;
  const total = pieces.reduce((sum, piece) => sum + piece.seconds, 0);
  return `${count} ${kind}${count === 1 ? "" : "s"}, ${Math.round(total)} seconds of film`;
}

/** With a capital first letter and without underscores. */
export function sentence(text: string): string {
  const plain = text.replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** What a run is called where there is room for a line. */
export function titleOf(run: { brief: string; title?: string }): string {
  const first = (run.title || run.brief).trim().split("\n")[0] ?? "";
  return sentence(first.length > 90 ? `${first.slice(0, 88).trimEnd()}…` : first);
}
