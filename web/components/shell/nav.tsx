"use client";

import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { CalendarDays, Clapperboard, type Icon, Images, Palette, Settings2 } from "@/components/icons";
import { cn } from "@/lib/cn";

/** Where there is little room, those that are not `near` are in the account's menu. */
const PLACES: { href: Route; name: string; icon: Icon; near?: boolean }[] = [
  { href: "/", name: "Briefs", icon: Clapperboard, near: true },
  { href: "/gallery", name: "Gallery", icon: Images, near: true },
  { href: "/calendar", name: "Calendar", icon: CalendarDays, near: true },
  { href: "/brand", name: "Brand", icon: Palette },
  { href: "/settings", name: "Settings", icon: Settings2 },
];

/** The places of the studio. */
export function Nav({ className }: { className?: string }) {
  const path = usePathname();
  const here = path.startsWith("/settings/") ? "/settings" : path;
  return (
    <nav aria-label="Studio" className={className}>
      <ul className="flex gap-0.5 md:flex-col">
        {PLACES.map(({ href, name, icon: Icon, near }) => (
          <li key={href} className={cn(!near && "max-md:hidden")}>
            <Link
              href={href}
              aria-current={here === href ? "page" : undefined}
              className={cn(
                "flex h-9 items-center gap-2.5 rounded-[10px] px-2.5 text-sm text-soft hover:bg-well hover:text-ink",
                here === href && "bg-well font-medium text-ink",
              )}
            >
              <Icon aria-hidden className={cn("size-[18px]", here === href && "text-lamp")} />
              <span className="max-sm:sr-only">{name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface RunLinkProps {
  id: string;
  children: React.ReactNode;
}

/** A run in the list of recent ones. */
export function RunLink({ id, children }: RunLinkProps) {
  const here = usePathname() === `/studio/${id}`;
  return (
    <Link
      href={`/studio/${id}`}
      prefetch={false}
      aria-current={here ? "page" : undefined}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-[10px] px-2.5 text-[13px] text-soft hover:bg-well hover:text-ink",
        here && "bg-well text-ink",
      )}
    >
      {children}
    </Link>
  );
}
