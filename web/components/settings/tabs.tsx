"use client";

import type { Route } from "next";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { Link } from "@/components/link";
import { cn } from "@/lib/cn";

const TABS: { href: Route; name: string }[] = [
  { href: "/settings", name: "Profile" },
  { href: "/settings/workspace", name: "Workspace" },
  { href: "/settings/members", name: "People" },
  { href: "/settings/credits", name: "Credits" },
  { href: "/settings/providers", name: "Providers" },
  { href: "/settings/keys", name: "API keys" },
  { href: "/settings/webhooks", name: "Webhooks" },
];

/** The parts of the settings: beside the page, or above it where there is little room. */
export function Tabs() {
  const here = usePathname();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const at = list.current?.querySelector<HTMLElement>(`a[href="${here}"]`);
    if (list.current && at) list.current.scrollLeft = at.offsetLeft - list.current.clientWidth / 3;
  }, [here]);
  return (
    <nav aria-label="Settings" className="min-w-0">
      <ul
        ref={list}
        className="relative flex gap-1 max-lg:-mx-4 max-lg:overflow-x-auto max-lg:border-line max-lg:border-b max-lg:px-4 max-lg:[scrollbar-width:none] lg:sticky lg:top-20 lg:flex-col"
      >
        {TABS.map(({ href, name }) => (
          <li key={href} className="shrink-0">
            <Link
              href={href}
              aria-current={here === href ? "page" : undefined}
              className={cn(
                "flex h-10 items-center px-3 text-sm text-soft hover:text-ink lg:h-9 lg:rounded-[10px] lg:hover:bg-well",
                here === href && "font-medium text-ink max-lg:shadow-[inset_0_-2px_0_var(--lamp)] lg:bg-well",
              )}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
