"use client";

import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import { Empty } from "@/components/empty";
import { ChevronLeft, ChevronRight, Plus } from "@/components/icons";
import { Link } from "@/components/link";
import { Tally } from "@/components/ui/bits";
import { Button } from "@/components/ui/button";
import { type Post, removePost } from "@/lib/actions/posts";
import { dayTitle, monthTitle, placeOf, shifted, weeksOf } from "@/lib/calendar/month";
import { STATES, TONES } from "@/lib/calendar/words";
import { cn } from "@/lib/cn";
import { useGone } from "@/lib/gone";
import { platformName } from "@/lib/run/words";
import { Due } from "./due";

const PlanDialog = lazy(() => import("./plan-dialog").then((all) => ({ default: all.PlanDialog })));
const PostDialog = lazy(() => import("./post-dialog").then((all) => ({ default: all.PostDialog })));

/** A finished video that can be published. */
export interface Film {
  /** `run/piece`. */
  id: string;
  title: string;
  run: string;
  platform: string;
}

export interface CalendarProps {
  month: string;
  now: string;
  posts: Post[];
  films: Film[];
  platforms: { name: string; title: string }[];
  /** A film to plan at once. */
  wanted: string;
  may: boolean;
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The zone of this browser; UTC until that is known, so that server and browser draw the same first. */
const useZone = (): string =>
  useSyncExternalStore(
    () => () => undefined,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );

/** A month of posts. */
export function Calendar({ month, now, posts, films, platforms, wanted, may }: CalendarProps) {
  const zone = useZone();
  const { gone, take } = useGone();
  const [planning, setPlanning] = useState<string | null>(wanted ? "" : null);
  const [open, setOpen] = useState<string>();
  const shown = posts.filter((post) => !gone.has(post.id));
  const today = placeOf(now, zone).day;
  const byDay = Map.groupBy(shown, (post) => placeOf(post.at, zone).day);
  const days = weeksOf(month).flat();
  const due = shown.filter((post) => post.state === "due");
  const opened = shown.find((post) => post.id === open);
  const remove = (post: Post) => {
    setOpen(undefined);
    take(post.id, "The post is taken out of the calendar.", () => removePost(post.id));
  };
  return (
    <>
      {due.length > 0 && <Due posts={due} may={may} />}
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <h2 className="sm:min-w-40 font-semibold text-lg tracking-tight">{monthTitle(month)}</h2>
        <Button asChild size="icon">
          <Link href={`/calendar?month=${shifted(month, -1)}`} aria-label="Month before">
            <ChevronLeft />
          </Link>
        </Button>
        <Button asChild size="icon">
          <Link href={`/calendar?month=${shifted(month, 1)}`} aria-label="Month after">
            <ChevronRight />
          </Link>
        </Button>
        {month !== today.slice(0, 7) && (
          <Button asChild size="sm" look="quiet">
            <Link href="/calendar">Today</Link>
          </Button>
        )}
        <span className="flex-1" />
        {may && films.length > 0 && (
          <Button look="lamp" onClick={() => setPlanning("")}>
            <Plus aria-hidden />
            Plan a post
          </Button>
        )}
      </div>
      {films.length === 0 && shown.length === 0 ? (
        <Empty
          title="Nothing to publish yet"
          action={
            <Button asChild look="lamp">
              <Link href="/">Write a brief</Link>
            </Button>
          }
        >
          Once a video is finished, you give it a day, a time and a platform here.
        </Empty>
      ) : (
        <div className="rounded-[14px] border border-line bg-panel max-md:border-0 max-md:bg-transparent">
          <div aria-hidden className="grid grid-cols-7 border-line border-b text-soft text-xs max-md:hidden">
            {DAYS.map((name) => (
              <span key={name} className="px-2.5 py-2">
                {name}
              </span>
            ))}
          </div>
          <ol
            aria-label={monthTitle(month)}
            className="grid gap-px overflow-hidden rounded-b-[14px] md:grid-cols-7 md:bg-line max-md:gap-2"
          >
            {days.map((day) => {
              const there = byDay.get(day) ?? [];
              const within = day.startsWith(month);
              return (
                <li
                  key={day}
                  className={cn(
                    "group relative flex min-w-0 flex-col gap-1 p-1.5 max-md:rounded-[12px] max-md:border max-md:border-line md:min-h-28",
                    within ? "bg-panel" : "bg-bg",
                    (!within || (there.length === 0 && day !== today)) && "max-md:hidden",
                  )}
                >
                  <div className="flex h-6 items-center justify-between">
                    <span
                      className={cn(
                        "timecode grid h-6 min-w-6 place-items-center rounded-full px-1 text-xs",
                        day === today ? "bg-lamp text-lamp-ink" : within ? "text-ink" : "text-faint",
                      )}
                    >
                      <span className="sr-only">{dayTitle(day)}</span>
                      <span aria-hidden className="max-md:hidden">
                        {Number(day.slice(8))}
                      </span>
                      <span aria-hidden className="px-1 md:hidden">
                        {dayTitle(day)}
                      </span>
                    </span>
                    {may && films.length > 0 && day >= today && (
                      <button
                        type="button"
                        aria-label={`Plan a post for ${dayTitle(day)}`}
                        onClick={() => setPlanning(day)}
                        className="grid size-6 place-items-center rounded-[6px] text-soft opacity-0 hover:bg-well hover:text-ink focus-visible:opacity-100 group-hover:opacity-100"
                      >
                        <Plus aria-hidden className="size-4" />
                      </button>
                    )}
                  </div>
                  {there.map((post) => (
                    <button
                      key={post.id}
                      type="button"
                      onClick={() => setOpen(post.id)}
                      className="flex w-full items-start gap-1.5 rounded-[8px] bg-well px-2 py-1.5 text-left text-xs hover:bg-line/70"
                    >
                      <span className="mt-1 flex">
                        <Tally tone={TONES[post.state]} />
                      </span>
                      <span className="min-w-0">
                        <span className="block truncate font-medium">{post.title || "Removed video"}</span>
                        <span className="block truncate text-soft">
                          {placeOf(post.at, zone).time} {platformName(post.platform)}
                          <span className="sr-only">, {STATES[post.state]}</span>
                        </span>
                      </span>
                    </button>
                  ))}
                </li>
              );
            })}
          </ol>
        </div>
      )}
      {shown.length === 0 && films.length > 0 && (
        <p className="mt-3 text-[13px] text-soft">No post this month yet: plan one above.</p>
      )}
      <Suspense>
        {planning !== null && (
          <PlanDialog
            day={planning}
            today={today}
            films={films}
            platforms={platforms}
            wanted={wanted}
            onClose={() => setPlanning(null)}
          />
        )}
        {opened && (
          <PostDialog
            key={opened.id}
            post={opened}
            zone={zone}
            may={may}
            onRemove={() => remove(opened)}
            onClose={() => setOpen(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}
