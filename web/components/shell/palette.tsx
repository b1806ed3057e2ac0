"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useMemo, useState } from "react";
import { Kbd } from "@/components/ui/bits";
import { Dialog } from "@/components/ui/dialog";
import { setTheme } from "@/lib/actions/auth";
import { cn } from "@/lib/cn";
import { type Command, pageCommands, score } from "@/lib/shell/commands";

/** A run that can be gone to. */
export interface Found {
  id: string;
  name: string;
}

interface PaletteProps {
  onClose: () => void;
  found: Found[];
}

export function Palette({ onClose, found }: PaletteProps) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const shown = useMemo(() => {
    const go = (id: string, name: string, group: string, href: string): Command => ({
      id,
      name,
      group,
      run: () => router.push(href as "/"),
    });
    const theme = (name: "light" | "dark" | "system", words: string): Command => ({
      id: `theme-${name}`,
      name: words,
      group: "Look",
      run: () => void setTheme(name),
    });
    const all = [
      ...pageCommands(),
      go("new", "New brief", "Go", "/"),
      go("gallery", "Gallery", "Go", "/gallery"),
      go("calendar", "Calendar", "Go", "/calendar"),
      go("brand", "Brand", "Go", "/brand"),
      go("settings", "Settings", "Go", "/settings"),
      go("members", "People and invitations", "Go", "/settings/members"),
      go("credits", "Credits", "Go", "/settings/credits"),
      go("providers", "Providers", "Go", "/settings/providers"),
      go("keys", "API keys", "Go", "/settings/keys"),
      ...found.map((run) => go(run.id, run.name, "Runs", `/studio/${run.id}`)),
      theme("dark", "Dark look"),
      theme("light", "Light look"),
      theme("system", "Look of this device"),
    ];
    return all
      .map((command) => ({ command, rank: score(command.name, typed) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank)
      .slice(0, 12)
      .map(({ command }) => command);
  }, [typed, found, router]);

  const take = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((now) => (now + step + shown.length) % Math.max(1, shown.length));
    } else if (event.key === "Enter") take(shown[at]);
  };

  return (
    <Dialog onClose={onClose} title="Find or do" shape="top">
      <input
        autoFocus
        role="combobox"
        aria-label="Find a run or do something"
        aria-expanded={shown.length > 0}
        aria-controls="palette-list"
        aria-activedescendant={shown[at] ? `palette-${shown[at].id}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
        placeholder="Find a run, go somewhere, do something"
        className="h-14 w-full border-line border-b bg-transparent px-5 text-base outline-none placeholder:text-faint"
      />
      {shown.length === 0 ? (
        <p role="status" className="px-5 py-10 text-center text-soft text-sm">
          Nothing goes by that name.
        </p>
      ) : (
        <div
          id="palette-list"
          role="listbox"
          aria-label="What was found"
          className="max-h-[50vh] overflow-y-auto p-2"
        >
          {shown.map((command, place) => (
            // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active one
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
            <div
              key={command.id}
              id={`palette-${command.id}`}
              role="option"
              aria-selected={place === at}
              onClick={() => take(command)}
              onMouseMove={() => setAt(place)}
              className={cn(
                "flex cursor-pointer items-center gap-3 rounded-[10px] px-3 py-2.5 text-sm",
                place === at && "bg-lamp-wash",
              )}
            >
              <span className="min-w-0 flex-1 truncate">{command.name}</span>
              {command.keys && <Kbd>{command.keys}</Kbd>}
              <span className="text-soft text-xs">{command.group}</span>
            </div>
          ))}
        </div>
      )}
    </Dialog>
  );
}
