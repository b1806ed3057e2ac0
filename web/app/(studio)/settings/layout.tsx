import type { ReactNode } from "react";
import { Tabs } from "@/components/settings/tabs";

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto w-full max-w-5xl px-4 py-8 pb-20 sm:px-8">
      <h1 className="mb-5 font-semibold text-2xl tracking-tight">Settings</h1>
      <div className="grid gap-6 lg:grid-cols-[170px_minmax(0,1fr)] lg:gap-10">
        <Tabs />
        <div className="grid min-w-0 content-start gap-5">{children}</div>
      </div>
    </div>
  );
}
