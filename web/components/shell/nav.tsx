import type { Route } from "next";
import { CalendarDays, Clapperboard, type Icon, Images, Palette, Settings2 } from "@/components/icons";
import { cn } from "@/lib/cn";
import { Here } from "./here";

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
  return (
    <nav aria-label="Studio" className={className}>
      <ul className="flex gap-0.5 md:flex-col">
        {PLACES.map(({ href, name, icon: Icon, near }) => (
          <li key={href} className={cn(!near && "max-md:hidden")}>
            <Here href={href} className="h-9 text-sm aria-[current]:font-medium">
              <Icon aria-hidden className="size-[18px] group-aria-[current]:text-lamp" />
              <span className="max-sm:sr-only">{name}</span>
            </Here>
          </li>
        ))}
      </ul>
    </nav>
  );
}
