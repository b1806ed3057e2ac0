"use client";

import type { Route } from "next";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { Link } from "@/components/link";
import { cn } from "@/lib/cn";

interface HereProps {
  href: Route;
  className?: string;
  children: ReactNode;
}

/** A link of the sidebar that knows when one is at what it leads to. */
export function Here({ href, className, children }: HereProps) {
  const path = usePathname();
  const here = path === href || (href === "/settings" && path.startsWith("/settings/"));
  return (
    <Link
      href={href}
      aria-current={here ? "page" : undefined}
      className={cn(
        "group flex items-center gap-2.5 rounded-[10px] px-2.5 text-soft hover:bg-well hover:text-ink aria-[current]:bg-well aria-[current]:text-ink",
        className,
      )}
    >
      {children}
    </Link>
  );
}
