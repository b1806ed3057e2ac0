import { ExternalLink, LockKeyhole } from "@/components/forms/icons";
import { Tag, Tally } from "@/components/ui/bits";
import { cn } from "@/lib/cn";
import { money } from "@/lib/format";
import {
  nameOf,
  type ProviderView,
  stateOf,
  type TaskLine,
  type TaskView,
  troubleIn,
} from "@/lib/settings/providers";
import { latency, percent, taskTitle } from "@/lib/settings/words";

export function Tasks({ tasks }: { tasks: TaskLine[] }) {
  return (
    <ul aria-label="Who does what now" className="-mx-5 -mb-5 divide-y divide-line border-line border-t">
      {tasks.map(({ task, line }) => {
        const [first, ...rest] = line.filter((one) => !one.off);
        const off = line.filter((one) => one.off);
        return (
          <li
            key={task}
            className="grid gap-x-4 gap-y-1 px-5 py-3 text-sm sm:grid-cols-[11rem_minmax(0,1fr)]"
          >
            <span className="text-soft">{taskTitle(task)}</span>
            <span>
              {first ? (
                <>
                  <span className="font-medium">{nameOf(first.provider)}</span>
                  {first.provider.local && <Free />}{" "}
                  {rest.length > 0 && (
                    <span className="text-soft">
                      then {rest.map((one) => nameOf(one.provider)).join(", then ")}
                    </span>
                  )}
                </>
              ) : (
                <span className="text-tally">Nobody at this moment</span>
              )}
              {off.map((one) => (
                <span key={one.provider.name} className="block text-[13px] text-tally">
                  Not {nameOf(one.provider)}: {one.off}
                </span>
              ))}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Free() {
  return (
    <Tag tone="fine" className="ml-2 h-5 px-2 text-[11px]">
      free
    </Tag>
  );
}

export function Provider({ provider }: { provider: ProviderView }) {
  const state = stateOf(provider);
  const asked = provider.tasks.filter((task) => task.requests > 0);
  return (
    <li className="grid gap-2 px-5 py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Tally tone={state.tone} />
        <span className="font-medium text-sm">{nameOf(provider)}</span>
        {provider.local ? <Free /> : null}
        <span className="text-[13px] text-soft">{state.words}</span>
        <span className="flex-1" />
        <span className="timecode text-[13px] text-soft">
          {provider.local ? "on this machine" : `${money(provider.cost_month_usd)} this month`}
        </span>
      </div>
      {provider.last_failure && (
        <p className={cn("text-[13px]", provider.ok ? "text-soft" : "text-tally")}>
          {provider.local && provider.ok
            ? provider.last_failure
            : `Its last trouble: ${troubleIn(provider.last_failure)}`}
        </p>
      )}
      {asked.length > 0 ? (
        <div className="overflow-x-auto">
          <table className="w-full text-[13px]">
            <thead>
              <tr className="text-left text-soft">
                <th className="py-1 pr-3 font-normal">Work</th>
                <th className="py-1 pr-3 text-right font-normal">Asked</th>
                <th
                  className="py-1 pr-3 text-right font-normal"
                  title="Half of the answers came within this time"
                >
                  Half within
                </th>
                <th
                  className="py-1 pr-3 text-right font-normal max-sm:hidden"
                  title="19 of 20 answers came within this time"
                >
                  Most within
                </th>
                <th className="py-1 text-right font-normal">Errors</th>
              </tr>
            </thead>
            <tbody>
              {asked.map((task) => (
                <Numbers key={task.task} task={task} />
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p className="text-[13px] text-soft">
          {provider.tasks.map((task) => taskTitle(task.task)).join(" · ")}
        </p>
      )}
    </li>
  );
}

function Numbers({ task }: { task: TaskView }) {
  return (
    <tr className="border-line border-t">
      <td className="py-1.5 pr-3">{taskTitle(task.task)}</td>
      <td className="timecode py-1.5 pr-3 text-right">{task.requests}</td>
      <td className="timecode py-1.5 pr-3 text-right">{latency(task.p50)}</td>
      <td className="timecode py-1.5 pr-3 text-right max-sm:hidden">{latency(task.p95)}</td>
      <td className={`timecode py-1.5 text-right ${task.error_rate > 0.05 ? "text-tally" : ""}`}>
        {percent(task.error_rate)}
      </td>
    </tr>
  );
}

export function Locked({ provider }: { provider: ProviderView }) {
  return (
    <li className="flex gap-3 rounded-[12px] border border-line px-4 py-3">
      <LockKeyhole aria-hidden className="mt-0.5 size-4 shrink-0 text-line-strong" />
      <div className="min-w-0 text-sm">
        <p className="font-medium">{provider.title}</p>
        <p className="text-pretty text-[13px] text-soft">{provider.unlocks.map(taskTitle).join(", ")}</p>
        <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
          <code className="timecode rounded bg-well px-1.5 py-px text-[11px]">{provider.turn_on}</code>
          {provider.page && (
            <a
              href={provider.page}
              target="_blank"
              rel="noreferrer"
              className="inline-flex items-center gap-1 text-[13px] text-lamp underline underline-offset-4"
            >
              Get a key<span className="sr-only"> of {provider.title}</span>
              <ExternalLink aria-hidden className="size-3" />
            </a>
          )}
        </p>
      </div>
    </li>
  );
}
