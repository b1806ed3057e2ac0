"use client";

import { useState } from "react";
import { MoonStar, Sun, SunMoon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { setTheme } from "@/lib/actions/auth";

type Theme = "system" | "light" | "dark";

const NEXT: Record<Theme, Theme> = { system: "dark", dark: "light", light: "system" };
const WORDS: Record<Theme, string> = {
  system: "Look: as this device",
  dark: "Look: dark",
  light: "Look: light",
};
const ICONS = { system: SunMoon, dark: MoonStar, light: Sun };

/** Dark, light, or as the device has it. */
export function ThemeSwitch({ theme: first }: { theme: Theme }) {
  const [theme, choose] = useState(first);
  const Icon = ICONS[theme];
  const turn = () => {
    const next = NEXT[theme];
    choose(next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    void setTheme(next);
  };
  return (
    <Button look="quiet" size="icon" aria-label={WORDS[theme]} title={WORDS[theme]} onClick={turn}>
      <Icon />
    </Button>
  );
}
