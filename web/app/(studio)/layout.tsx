import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Link } from "@/components/link";
import { Logo } from "@/components/logo";
import { Account } from "@/components/shell/account";
import { Here } from "@/components/shell/here";
import { Keys } from "@/components/shell/keys";
import { Nav } from "@/components/shell/nav";
import { ConnectionBadge, CreditsMeter } from "@/components/shell/status";
import { ThemeSwitch } from "@/components/shell/theme";
import { Toasts } from "@/components/shell/toasts";
import { Tally } from "@/components/ui/bits";
import { orNothing, signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";
import type { RunSummary } from "@/lib/api/types";
import { THEME } from "@/lib/auth/cookies";
import { titleOf } from "@/lib/run/words";
import { PulseProvider } from "@/lib/shell/pulse";

const RECENT = 12;

export default async function StudioLayout({ children }: { children: ReactNode }) {
  const [purse, recent, me, places] = await Promise.all([
    settle(get("/credits")),
    settle(get("/runs", { query: { limit: RECENT } })),
    settle(get("/auth/me")),
    settle(get("/workspaces")),
  ]);
  signedIn(me);
  const runs = orNothing(recent)?.runs ?? [];
  const theme = (await cookies()).get(THEME)?.value;
  const current = orNothing(me)?.workspace_id ?? "";
  return (
    <PulseProvider purse={orNothing(purse) ?? null}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-lamp focus:px-3 focus:py-2 focus:text-lamp-ink"
      >
        Skip to the page
      </a>
      <div className="flex min-h-dvh md:grid md:grid-cols-[232px_minmax(0,1fr)] max-md:flex-col">
        <Rail runs={runs} />
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="sticky top-0 z-30 flex h-14 items-center gap-1.5 border-line border-b bg-bg/85 px-3 backdrop-blur-md sm:gap-2 md:px-5">
            <Link href="/" aria-label="AI Clone Studio, briefs" className="mr-1 max-[359px]:hidden md:hidden">
              <Logo className="size-7" />
            </Link>
            <Nav className="md:hidden" />
            <div className="flex-1 md:hidden" />
            <Keys found={runs.map((run) => ({ id: run.id, name: titleOf(run) }))} />
            <div className="flex-1 max-md:hidden" />
            <ConnectionBadge />
            <CreditsMeter />
            <span className="max-sm:hidden">
              <ThemeSwitch theme={theme === "light" || theme === "dark" ? theme : "system"} />
            </span>
            <Account places={orNothing(places) ?? []} current={current} />
          </header>
          <main id="main" className="flex min-w-0 flex-1 flex-col">
            {children}
          </main>
        </div>
      </div>
      <Toasts />
    </PulseProvider>
  );
}

function Rail({ runs }: { runs: RunSummary[] }) {
  return (
    <aside
      aria-label="Sidebar"
      className="sticky top-0 flex h-dvh flex-col border-line border-r bg-panel max-md:hidden"
    >
      <Link href="/" className="flex h-14 items-center gap-2.5 px-4 font-semibold tracking-tight">
        <Logo className="size-7" />
        AI Clone Studio
      </Link>
      <Nav className="px-2 pt-2" />
      <section aria-label="Recent runs" className="mt-6 min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        <h2 className="eyebrow px-2.5 pb-2">Recent</h2>
        <ul className="grid gap-0.5">
          {runs.map((run) => (
            <li key={run.id}>
              <Here href={`/studio/${run.id}`} className="h-8 text-[13px]">
                <Tally {...tallyOf(run.status)} />
                <span className="min-w-0 flex-1 truncate">{titleOf(run)}</span>
              </Here>
            </li>
          ))}
        </ul>
        {runs.length === 0 && <p className="px-2.5 text-[13px] text-soft">Your briefs are listed here.</p>}
      </section>
    </aside>
  );
}

function tallyOf(status: RunSummary["status"]) {
  if (status === "running" || status === "planning") return { tone: "tally", blinking: true } as const;
  if (status === "planned") return { tone: "lamp" } as const;
  if (status === "done") return { tone: "fine" } as const;
  return { tone: "plain" } as const;
}
