import type { Metadata } from "next";
import { Part } from "@/components/forms/part";
import { Locked, Provider, Tasks } from "@/components/settings/providers";
import { Trouble } from "@/components/trouble";
import { signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";
import { ago } from "@/lib/format";
import { tasksOf } from "@/lib/settings/providers";

export const metadata: Metadata = { title: "Providers" };

export default async function ProvidersPage() {
  const found = signedIn(await settle(get("/providers")));
  if (!found.ok) return <Trouble problem={found.problem} />;
  const { providers, fresh, at } = found.value;
  const there = providers.filter((one) => one.configured);
  const missing = providers.filter((one) => !one.configured);
  return (
    <>
      {!fresh && (
        <Trouble
          problem={{
            status: 503,
            error: "stale",
            detail: at
              ? `No worker has told how providers are since ${ago(at, Date.now())}.`
              : "No worker has told yet how providers are.",
            hint: "Whoever runs this studio starts one; until then this page shows what was told last.",
          }}
        />
      )}
      {there.length > 0 && (
        <Part
          id="tasks"
          title="Who does what now"
          told="For each kind of work, who is asked first at this moment, and who takes over when that one fails."
        >
          <Tasks tasks={tasksOf(providers)} />
        </Part>
      )}
      {there.length > 0 && (
        <Part
          id="on"
          title="Switched on"
          told="Times and errors are of the last day, over everybody here; the cost is this workspace’s this month."
        >
          <ul
            aria-label="Providers that are on"
            className="-mx-5 -mb-5 divide-y divide-line border-line border-t"
          >
            {there.map((provider) => (
              <Provider key={provider.name} provider={provider} />
            ))}
          </ul>
        </Part>
      )}
      {missing.length > 0 && (
        <Part
          id="locked"
          title="What a key would add"
          told="Everything works without any of these. Whoever runs the studio sets a key in its environment, and starts it again."
        >
          <ul aria-label="Providers that a key would add" className="grid gap-3 sm:grid-cols-2">
            {missing.map((provider) => (
              <Locked key={provider.name} provider={provider} />
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}
