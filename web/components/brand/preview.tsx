import type { CSSProperties } from "react";
import { between, inkOn, readable } from "@/lib/brand/contrast";

export interface Look {
  ground: string;
  accent: string;
  second: string | null;
  ink: string | null;
  font: string;
  captions: string;
  presenter: boolean;
  logo: string;
  handle: string;
  signOff: string;
}

/** Tall, narrow letters, drawn with those that are there. */
const NARROW: CSSProperties = { transform: "scaleX(0.68)", width: "147%" };

const DISPLAY: Record<string, CSSProperties> = {
  poster: {
    fontFamily: "Anton, Impact, 'Arial Narrow', sans-serif",
    fontWeight: 800,
    textTransform: "uppercase",
    letterSpacing: "-0.02em",
    lineHeight: 1,
    ...NARROW,
  },
  stadium: {
    fontFamily: "'Bebas Neue', Oswald, Impact, 'Arial Narrow', sans-serif",
    fontWeight: 600,
    textTransform: "uppercase",
    letterSpacing: "0.02em",
    lineHeight: 0.96,
    ...NARROW,
  },
  editorial: {
    fontFamily: "Montserrat, geist, sans-serif",
    fontWeight: 900,
    letterSpacing: "-0.02em",
    lineHeight: 1.06,
    fontSize: "11.5cqw",
  },
  friendly: {
    fontFamily: "Poppins, ui-rounded, Nunito, Quicksand, 'Trebuchet MS', sans-serif",
    fontWeight: 800,
    lineHeight: 1.1,
    fontSize: "11.5cqw",
  },
  clean: {
    fontFamily: "Inter, geist, sans-serif",
    fontWeight: 800,
    lineHeight: 1.08,
    fontSize: "12cqw",
  },
};

/** A frame as it will about look: the colours are moved by the same rule as in the video. */
export function Preview({ look }: { look: Look }) {
  const text = readable(look.ink ?? inkOn(look.ground), look.ground);
  const accent = readable(look.accent, look.ground);
  const second = readable(look.second ?? between(look.accent, text, 0.45), look.ground);
  const display = DISPLAY[look.font] ?? DISPLAY.clean;
  return (
    <figure aria-label="Preview of a frame" className="mx-auto w-full max-w-[280px]">
      <div
        className="@container relative aspect-[9/16] overflow-hidden rounded-[22px] border border-line shadow-card"
        style={{ background: look.ground, color: text }}
      >
        <div
          aria-hidden
          className="absolute inset-0"
          style={{
            background: `radial-gradient(90cqw 80cqw at 100% 0%, ${accent}3d, transparent 70%), radial-gradient(100cqw 90cqw at 0% 100%, ${second}33, transparent 70%)`,
          }}
        />
        <div className="absolute inset-x-[7cqw] top-[9cqw] flex items-center gap-[2.5cqw]">
          {look.logo && (
            // biome-ignore lint/performance/noImgElement: a small picture behind the sign-in
            <img src={look.logo} alt="Your logo" className="h-[10cqw] max-w-[32cqw] object-contain" />
          )}
          {look.handle && (
            <span className="truncate font-medium" style={{ fontSize: "4.4cqw" }}>
              {look.handle}
            </span>
          )}
        </div>
        <div className="absolute inset-x-[7cqw] top-[25cqw]">
          <p className="origin-left text-balance" style={{ fontSize: "13.5cqw", ...display }}>
            Three moves for a <span style={{ color: accent }}>stronger</span> back
          </p>
          <div className="mt-[5cqw] flex items-center gap-[2.5cqw]">
            <span
              className="rounded-full px-[4.5cqw] py-[1.8cqw] font-semibold"
              style={{ background: accent, color: inkOn(accent), fontSize: "4.6cqw" }}
            >
              1 of 3
            </span>
            <span className="h-[1.4cqw] w-[22cqw] rounded-full" style={{ background: second }} />
          </div>
        </div>
        {look.presenter && <Presenter accent={accent} />}
        <Captions
          style={look.captions}
          ground={look.ground}
          text={text}
          accent={accent}
          raised={look.presenter}
        />
        {look.signOff && (
          <p className="absolute inset-x-[7cqw] bottom-[4cqw] text-center font-medium">
            <span
              className="inline-block max-w-full truncate rounded-full px-[4cqw] py-[1.4cqw]"
              style={{ fontSize: "4.2cqw", background: look.ground }}
            >
              {look.signOff}
            </span>
          </p>
        )}
      </div>
      <figcaption className="mt-3 text-pretty text-center text-[13px] text-soft">
        About so. Letters and layout change from video to video.
      </figcaption>
    </figure>
  );
}

interface CaptionsProps {
  style: string;
  ground: string;
  text: string;
  accent: string;
  raised: boolean;
}

function Captions({ style, ground, text, accent, raised }: CaptionsProps) {
  const at: CSSProperties = { top: raised ? "103cqw" : "122cqw" };
  if (style === "pop")
    return (
      <p
        className="absolute inset-x-[6cqw] text-center font-black uppercase"
        style={{ ...at, fontSize: "10.5cqw", color: accent, textShadow: `0 0.6cqw 0 ${ground}` }}
      >
        Roll back
      </p>
    );
  if (style === "karaoke")
    return (
      <p
        className="absolute inset-x-[6cqw] text-center font-extrabold"
        style={{ ...at, fontSize: "6.6cqw", color: text }}
      >
        Roll your{" "}
        <span className="rounded-[1.6cqw] px-[1.4cqw]" style={{ background: accent, color: inkOn(accent) }}>
          shoulders
        </span>{" "}
        back
      </p>
    );
  return (
    <p className="absolute inset-x-[6cqw] text-center" style={{ ...at, fontSize: "5.4cqw" }}>
      <span className="rounded-[1.6cqw] bg-black/75 px-[3cqw] py-[1.4cqw] text-white">
        Roll your shoulders back
      </span>
    </p>
  );
}

function Presenter({ accent }: { accent: string }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 100 80"
      className="absolute bottom-0 left-1/2 w-[76cqw] -translate-x-1/2"
      style={{ overflow: "visible" }}
    >
      <path d="M8 82c2-22 18-30 42-30s40 8 42 30Z" fill={accent} />
      <path d="M42 44h16v12c0 5-16 5-16 0Z" fill="#c98a68" />
      <ellipse cx="50" cy="28" rx="17" ry="21" fill="#dba27e" />
      <path d="M32 27C30 6 42 2 51 2s21 5 18 26c-2-9-6-13-10-15-7 4-19 4-24 3-2 3-3 6-3 11Z" fill="#3a2a24" />
      <circle cx="43" cy="29" r="1.8" fill="#2b1d18" />
      <circle cx="57" cy="29" r="1.8" fill="#2b1d18" />
      <path d="M44 38c4 4 8 4 12 0" stroke="#8c4a3a" strokeWidth="1.8" fill="none" strokeLinecap="round" />
    </svg>
  );
}
