"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { Purse } from "@/lib/api/types";

export type Link = "there" | "away" | "offline";

interface Pulse {
  link: Link;
  purse: Purse | null;
  /** Looks again now. */
  beat: () => Promise<void>;
}

const EVERY_MS = 15_000;
const SOON_MS = 3_000;

function pulseStore(purse: Purse | null): StoreApi<Pulse> {
  return createStore<Pulse>((set) => ({
    link: "there",
    purse,
    beat: async () => {
      if (!navigator.onLine) return set({ link: "offline" });
      const answer = await fetch("/bff/pulse", { signal: AbortSignal.timeout(10_000) }).catch(() => null);
      if (answer?.ok) return set({ link: "there", purse: (await answer.json()) as Purse });
      if (answer?.status === 401) return location.reload();
      set({ link: "away" });
    },
  }));
}

const Context = createContext<StoreApi<Pulse> | null>(null);

export function PulseProvider({ purse, children }: { purse: Purse | null; children: ReactNode }) {
  const [store] = useState(() => pulseStore(purse));
  useEffect(() => {
    if (purse) store.setState({ purse });
  }, [purse, store]);
  useEffect(() => {
    let timer = 0;
    const look = async () => {
      window.clearTimeout(timer);
      if (!document.hidden) await store.getState().beat();
      timer = window.setTimeout(look, store.getState().link === "there" ? EVERY_MS : SOON_MS);
    };
    timer = window.setTimeout(look, EVERY_MS);
    const events = ["online", "offline", "focus"] as const;
    for (const name of events) window.addEventListener(name, look);
    return () => {
      window.clearTimeout(timer);
      for (const name of events) window.removeEventListener(name, look);
    };
  }, [store]);
  return <Context value={store}>{children}</Context>;
}

export function usePulse<T>(pick: (pulse: Pulse) => T): T {
  const store = useContext(Context);
  if (!store) throw new Error("usePulse needs a PulseProvider above it");
  return useStore(store, pick);
}
