import type { Metadata } from "next";
import { Logo } from "@/components/logo";
import { SignInForm } from "@/components/sign-in-form";
import { inside } from "@/lib/auth/inside";

export const metadata: Metadata = { title: "Sign in" };

export default async function Login({ searchParams }: PageProps<"/login">) {
  const { next, new: fresh } = await searchParams;
  return (
    <main className="grid min-h-dvh lg:grid-cols-[1fr_1.05fr]">
      <section className="grid content-center justify-items-center px-6 py-12">
        <div className="w-full max-w-sm">
          <Logo className="mb-6 size-10" />
          <SignInForm next={inside(next)} registering={fresh !== undefined} />
        </div>
      </section>
      <Aside />
    </main>
  );
}

const STRIP = [
  { name: "Script", width: 16, start: 0, hue: 75 },
  { name: "Voice", width: 38, start: 16, hue: 200 },
  { name: "Presenter", width: 22, start: 54, hue: 20 },
  { name: "Music", width: 30, start: 16, hue: 255 },
  { name: "Captions", width: 20, start: 54, hue: 105 },
  { name: "Edit", width: 24, start: 76, hue: 45 },
];

/** What the studio does, as a cutting table shows it. */
function Aside() {
  return (
    <aside className="hidden content-center gap-10 border-line border-l bg-panel px-14 lg:grid">
      <h2 className="max-w-lg text-balance font-semibold text-[2.6rem] leading-[1.08] tracking-[-0.03em]">
        Type a brief. Look at the plan. Watch it being cut.
      </h2>
      <div className="rounded-[16px] border border-line bg-bg p-5 shadow-card">
        <div className="mb-4 flex items-center justify-between">
          <p className="text-sm">“5 fitness reels, 20 seconds each”</p>
          <p className="timecode text-soft text-xs">00:01:40</p>
        </div>
        <div className="perforated mb-3 h-2.5" />
        <ul className="grid gap-1.5">
          {STRIP.map(({ name, width, start, hue }) => (
            <li key={name} className="relative h-7 rounded-md bg-well">
              <span
                className="clip absolute inset-y-0 grid items-center truncate rounded-md border-l-[3px] px-2 text-xs"
                style={
                  {
                    "--hue": hue,
                    left: `${start}%`,
                    width: `${width}%`,
                    borderColor: "var(--clip)",
                    background: "color-mix(in oklch, var(--clip) 22%, var(--panel))",
                  } as React.CSSProperties
                }
              >
                {name}
              </span>
            </li>
          ))}
        </ul>
        <div className="perforated mt-3 h-2.5" />
      </div>
      <p className="max-w-md text-pretty text-soft">
        You see every step, its price and its time before anything is spent, and you can change your mind
        until you say yes.
      </p>
    </aside>
  );
}
