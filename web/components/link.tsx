"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import type { ComponentProps, MouseEvent } from "react";

interface LinkProps<T extends string> extends Omit<ComponentProps<"a">, "href"> {
  href: Route<T>;
  /** Whether the new page is shown from its top. */
  scroll?: boolean;
}

/**
 * A link within the studio: the page changes without being loaded anew, and is fetched ahead when it is pointed at.
 * Next's own fetches whatever is in sight, and weighs more than the rest of the shell.
 */
export function Link<T extends string>({ href, scroll = true, onClick, ...rest }: LinkProps<T>) {
  const router = useRouter();
  const ahead = () => router.prefetch(href);
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || elsewhere) return;
    event.preventDefault();
    router.push(href, { scroll });
  };
  return <a {...rest} href={href} onClick={go} onPointerEnter={ahead} onFocus={ahead} />;
}
