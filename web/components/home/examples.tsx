import { Link } from "@/components/link";

const EXAMPLES = [
  {
    name: "A week of fitness",
    brief: "5 fitness reels, 20 seconds each, energetic",
    out: ["5 reels, upright", "voice, presenter, music, captions", "a cover and a post text for each"],
    hues: [20, 45, 75],
    words: ["5 MOVES", "NO GYM", "DAY 1"],
  },
  {
    name: "Coffee, two ways",
    brief: "2 TikToks about coffee, 25 s each, british man, no music",
    out: ["2 TikToks, 25 seconds", "George speaks, nothing plays under him", "captions word by word"],
    hues: [45, 60, 30],
    words: ["BLOOM", "30 S", "GRIND"],
  },
  {
    name: "Sleep better",
    brief: "3 shorts on how to sleep better, calm, mention a fixed wake-up time",
    out: ["3 shorts that differ", "a calm voice over calm music", "the wake-up time is in all three"],
    hues: [255, 280, 230],
    words: ["07:00", "DIM", "REST"],
  },
];

const MORE = [
  { name: "En español", brief: "3 reels de hábitos para estudiar" },
  {
    name: "Hiring, for LinkedIn",
    brief: "1 LinkedIn video about hiring your first employee, 40 seconds, professional",
  },
  { name: "Plants that survive", brief: "4 reels about house plants for people who forget to water" },
];

const filled = (brief: string) => `/?brief=${encodeURIComponent(brief)}` as const;

/** Briefs to begin with, in a line below the composer. */
export function ExampleChips() {
  return (
    <ul aria-label="Examples" className="mt-4 flex flex-wrap justify-center gap-2 sm:-mx-5">
      {[...EXAMPLES, ...MORE].map(({ name, brief }) => (
        <li key={name}>
          <Link
            href={filled(brief)}
            scroll={false}
            title={brief}
            className="inline-flex h-8 items-center rounded-full border border-line bg-raised px-3 font-medium text-[13px] hover:border-line-strong"
          >
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** For whoever comes for the first time: three briefs, and what each becomes. */
export function FirstSteps() {
  return (
    <>
      <p className="mb-5 max-w-xl text-pretty text-soft">
        Nothing made yet. Begin with one of these: you see what was understood, every step and its price, and
        nothing is made until you say yes.
      </p>
      <ul className="grid gap-4 md:grid-cols-3">
        {EXAMPLES.map((example) => (
          <li key={example.name}>
            <Link
              href={filled(example.brief)}
              className="flex h-full flex-col overflow-hidden rounded-[14px] border border-line bg-panel transition-colors hover:border-lamp"
            >
              <Frames hues={example.hues} words={example.words} />
              <span className="flex flex-1 flex-col gap-2.5 p-4">
                <span className="text-pretty font-medium leading-snug">“{example.brief}”</span>
                <span className="eyebrow mt-auto">comes out as</span>
                <span className="grid gap-1 text-[13px] text-soft">
                  {example.out.map((line) => (
                    <span key={line} className="flex gap-2 before:text-lamp before:content-['·']">
                      {line}
                    </span>
                  ))}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Three frames of a film that is not made yet. */
function Frames({ hues, words }: { hues: number[]; words: string[] }) {
  return (
    <span aria-hidden className="block bg-well">
      <span className="perforated block h-2.5" />
      <span className="flex justify-center gap-1.5 py-1">
        {hues.map((hue, place) => (
          <span
            key={hue}
            className="clip grid aspect-[9/16] w-[22%] grid-rows-[1fr_auto_1.2fr] place-items-center rounded-[6px] border border-line p-1.5"
            style={
              {
                "--hue": hue,
                background: "color-mix(in oklch, var(--clip) 26%, var(--panel))",
              } as React.CSSProperties
            }
          >
            <span className="row-start-2 font-semibold text-[11px] tracking-tight">{words[place]}</span>
            <span className="row-start-3 flex h-full w-full flex-col items-center justify-end gap-1">
              <span className="size-5 rounded-full bg-[var(--clip)]" />
              <span className="h-3 w-8 rounded-t-full bg-[var(--clip)]" />
            </span>
          </span>
        ))}
      </span>
      <span className="perforated block h-2.5" />
    </span>
  );
}
