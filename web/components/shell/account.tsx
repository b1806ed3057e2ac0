import { LogOut, Palette, Settings2, UserRound } from "@/components/icons";
import { Link } from "@/components/link";
import { signOut } from "@/lib/actions/auth";
import type { Place } from "./workspaces";
import { WorkspaceSwitch } from "./workspaces";

const PLACES = [
  { href: "/brand", name: "Brand", icon: Palette },
  { href: "/settings", name: "Settings", icon: Settings2 },
] as const;

/** Who is signed in, in which workspace, and the way out. */
export function Account({ places, current }: { places: Place[]; current: string }) {
  return (
    <>
      <button
        type="button"
        popoverTarget="account"
        aria-label="Account and workspaces"
        className="grid size-9 shrink-0 place-items-center rounded-full border border-line bg-panel text-soft hover:border-line-strong hover:text-ink"
      >
        <UserRound aria-hidden className="size-[18px]" />
      </button>
      <div
        id="account"
        popover="auto"
        className="fixed inset-auto top-14 right-3 m-0 w-64 rounded-[14px] border border-line bg-panel p-2 text-ink shadow-card"
      >
        <WorkspaceSwitch places={places} current={current} />
        <ul className="mb-1 border-line border-b pb-1">
          {PLACES.map(({ href, name, icon: Icon }) => (
            <li key={href}>
              <Link
                href={href}
                className="flex h-9 items-center gap-2.5 rounded-[10px] px-2.5 text-sm hover:bg-well"
              >
                <Icon aria-hidden className="size-4 text-soft" />
                {name}
              </Link>
            </li>
          ))}
        </ul>
        <form action={signOut}>
          <button
            type="submit"
            className="flex h-9 w-full items-center gap-2.5 rounded-[10px] px-2.5 text-sm hover:bg-well"
          >
            <LogOut aria-hidden className="size-4 text-soft" />
            Sign out
          </button>
        </form>
      </div>
    </>
  );
}
