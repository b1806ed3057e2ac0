import type { Metadata } from "next";
import { headers } from "next/headers";
import { Download } from "@/components/icons";
import { Logo } from "@/components/logo";
import { shared } from "@/lib/api/shared";
import type { Shared } from "@/lib/api/types";
import { cn } from "@/lib/cn";
import { duration } from "@/lib/format";

type Props = PageProps<"/share/[token]">;
type Piece = Shared["pieces"][number];

async function origin(): Promise<URL> {
  const told = await headers();
  const host = told.get("x-forwarded-host") ?? told.get("host") ?? "localhost";
  return new URL(`${told.get("x-forwarded-proto") ?? "http"}://${host}`);
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await shared((await params).token);
  const robots = { index: false, follow: false };
  if (!found.ok) return { title: "Nothing to see here", robots };
  const { title, pieces } = found.value;
  const [first] = pieces;
  const description = told(pieces);
  const here = await origin();
  const whole = (url: string) => new URL(url, here).href;
  return {
    metadataBase: here,
    title: { absolute: title },
    description,
    robots,
    openGraph: {
      type: "video.other",
      title,
      description,
      siteName: "AI Clone Studio",
      images: first?.files.cover
        ? [{ url: whole(first.files.cover), width: first.width, height: first.height }]
        : [],
      videos: first?.files.video
        ? [{ url: whole(first.files.video), type: "video/mp4", width: first.width, height: first.height }]
        : [],
    },
    twitter: { card: "summary_large_image", title, description },
  };
}

/** Videos that somebody shared, for people without an account; it plays without any script. */
export default async function SharePage({ params }: Props) {
  const found = await shared((await params).token);
  if (!found.ok) return <Closed detail={found.problem.detail} hint={found.problem.hint} />;
  const { title, pieces, downloads, expires } = found.value;
  const alone = pieces.length === 1;
  return (
    <Frame until={expires}>
      <header className={cn("mx-auto w-full max-w-6xl", alone ? "text-center" : "mb-2")}>
        <h1 className="text-balance font-semibold text-2xl tracking-tight sm:text-3xl">{title}</h1>
        <p className="mt-1.5 text-soft text-sm">{told(pieces)}</p>
      </header>
      <ul
        className={cn(
          "mx-auto grid w-full gap-x-6 gap-y-9",
          alone ? "max-w-fit" : "max-w-6xl grid-cols-[repeat(auto-fit,minmax(min(100%,200px),1fr))]",
        )}
      >
        {pieces.map((piece) => (
          <li key={piece.files.video}>
            <Film piece={piece} alone={alone} downloads={downloads} />
          </li>
        ))}
      </ul>
    </Frame>
  );
}

function Film({ piece, alone, downloads }: { piece: Piece; alone: boolean; downloads: boolean }) {
  const upright = piece.height >= piece.width;
  return (
    <article className="grid gap-3">
      {/* biome-ignore lint/a11y/useMediaCaption: there is a track wherever anything is said */}
      <video
        src={piece.files.video}
        poster={(alone ? undefined : piece.files.cover_540) ?? piece.files.cover}
        controls
        controlsList={downloads ? undefined : "nodownload"}
        preload={alone ? "metadata" : "none"}
        playsInline
        aria-label={piece.title}
        className={cn(
          "block max-w-full rounded-[16px] bg-[oklch(0.1_0_0)] shadow-card",
          alone && upright ? "h-[min(70dvh,46rem)]" : "w-full",
          alone && !upright && "sm:w-[min(64rem,90vw)]",
        )}
        style={{ aspectRatio: `${piece.width} / ${piece.height}` }}
      >
        {piece.files.captions_vtt && (
          <track kind="captions" srcLang={piece.language} label="Captions" src={piece.files.captions_vtt} />
        )}
      </video>
      {(!alone || downloads) && (
        <div className={cn("flex items-start gap-3", alone && "justify-center")}>
          {!alone && (
            <div className="min-w-0 flex-1">
              <h2 className="text-pretty font-medium text-sm leading-snug">{piece.title}</h2>
              <p className="timecode mt-0.5 text-soft text-xs">{duration(piece.seconds)}</p>
            </div>
          )}
          {downloads && <Keep piece={piece} alone={alone} />}
        </div>
      )}
    </article>
  );
}

const KEPT = [
  ["video", "Video"],
  ["cover", "Cover"],
  ["captions_srt", "Captions"],
] as const;

function Keep({ piece, alone }: { piece: Piece; alone: boolean }) {
  const kinds = KEPT.filter(([kind]) => piece.files[kind] && (alone || kind === "video"));
  return (
    <p className="flex gap-2">
      {kinds.map(([kind, words]) => (
        <a
          key={kind}
          href={piece.files[kind]}
          download
          aria-label={`Download ${words.toLowerCase()}: ${piece.title}`}
          className="inline-flex h-9 items-center gap-2 rounded-[10px] border border-line bg-raised px-3 text-[13px] hover:border-line-strong"
        >
          <Download aria-hidden className="size-4" />
          {alone ? words : <span className="sr-only">{words}</span>}
        </a>
      ))}
    </p>
  );
}

function Frame({ until, children }: { until?: string; children: React.ReactNode }) {
  const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "long", timeZone: "UTC" });
  return (
    <div className="flex min-h-dvh flex-col">
      <div aria-hidden className="perforated h-3.5 bg-panel" />
      <main className="flex flex-1 flex-col justify-center gap-8 px-5 py-8 sm:px-8 sm:py-10">{children}</main>
      <footer className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 px-5 pb-6 text-[13px] text-soft">
        <span className="flex items-center gap-2">
          <Logo className="size-5" />
          Made with AI Clone Studio
        </span>
        {until && <span>This link opens until {day.format(new Date(until))}</span>}
      </footer>
    </div>
  );
}

function Closed({ detail, hint }: { detail: string; hint: string }) {
  return (
    <Frame>
      <div className="mx-auto grid max-w-md justify-items-center gap-3 text-center">
        <svg aria-hidden width="84" height="60" viewBox="0 0 84 60" fill="none" className="text-line-strong">
          <rect x="27" y="3" width="30" height="54" rx="6" fill="var(--panel)" stroke="currentColor" />
          <path d="M35 23l14 14M49 23 35 37" stroke="var(--lamp)" strokeWidth="2" strokeLinecap="round" />
          <path d="M3 30h16M65 30h16" stroke="currentColor" strokeDasharray="3 4" />
        </svg>
        <h1 className="font-semibold text-xl tracking-tight">{detail}</h1>
        <p className="text-pretty text-soft text-sm">{hint}</p>
      </div>
    </Frame>
  );
}

function told(pieces: Piece[]): string {
  const seconds = pieces.reduce((sum, piece) => sum + piece.seconds, 0);
  return pieces.length === 1
    ? `A video of ${duration(seconds)}`
    : `${pieces.length} videos, ${duration(seconds)} in all`;
}
