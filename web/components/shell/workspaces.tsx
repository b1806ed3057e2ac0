import { Check } from "@/components/icons";
import { goTo } from "@/lib/actions/auth";

/** A workspace that one may go to. */
export interface Place {
  id: string;
  name: string;
  role: string;
}

/** Goes from one workspace to another. */
export function WorkspaceSwitch({ places, current }: { places: Place[]; current: string }) {
  if (places.length === 0) return null;
  return (
    <form action={goTo} className="mb-1 border-line border-b pb-1">
      <p className="eyebrow px-2.5 py-1.5">Workspaces</p>
      <ul>
        {places.map((place) => (
          <li key={place.id}>
            <button
              type="submit"
              name="workspace"
              value={place.id}
              disabled={place.id === current}
              aria-current={place.id === current ? "true" : undefined}
              className="flex h-9 w-full items-center gap-2.5 rounded-[10px] px-2.5 text-left text-sm enabled:hover:bg-well"
            >
              <span className="min-w-0 flex-1 truncate">{place.name}</span>
              {place.id === current ? (
                <Check aria-label="you are here" role="img" className="size-4 text-lamp" />
              ) : (
                <span className="text-soft text-xs">{place.role}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
