/** Days are written `2026-11-07`, months `2026-11`: as they are read, in no zone. */

const two = (value: number): string => String(value).padStart(2, "0");
const utc = (day: string): Date => new Date(`${day}T00:00:00Z`);
const written = (date: Date): string => date.toISOString().slice(0, 10);

/** A month from an address, or the present one. */
export function monthOf(asked: unknown, now: Date): string {
  return typeof asked === "string" && /^20\d\d-(0[1-9]|1[0-2])$/.test(asked)
    ? asked
    : `${now.getUTCFullYear()}-${two(now.getUTCMonth() + 1)}`;
}

/** So many months later, or earlier. */
export function shifted(month: string, by: number): string {
  const [year = 2026, at = 1] = month.split("-").map(Number);
  return written(new Date(Date.UTC(year, at - 1 + by, 1))).slice(0, 7);
}

/** The weeks of a month from Monday to Sunday, with the days of its neighbours that fill them. */
export function weeksOf(month: string): string[][] {
  const first = utc(`${month}-01`);
  const start = new Date(first);
  start.setUTCDate(1 - ((first.getUTCDay() + 6) % 7));
  const weeks: string[][] = [];
  const day = new Date(start);
  do {
    const week: string[] = [];
    for (let place = 0; place < 7; place++) {
      week.push(written(day));
      day.setUTCDate(day.getUTCDate() + 1);
    }
    weeks.push(week);
  } while (written(day).slice(0, 7) === month);
  return weeks;
}

/** The day, and the time, of a moment in a zone. */
export function placeOf(moment: string, zone: string): { day: string; time: string } {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(new Date(moment));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return { day: `${of("year")}-${of("month")}-${of("day")}`, time: `${of("hour")}:${of("minute")}` };
}

export const monthTitle = (month: string): string =>
  new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    utc(`${month}-01`),
  );

export const dayTitle = (day: string): string =>
  new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  }).format(utc(day));

/** A bit before a month and a bit after it, so that no zone cuts off a day. */
export function around(month: string): { from: string; to: string } {
  const weeks = weeksOf(month);
  const from = utc(weeks[0]?.[0] ?? `${month}-01`);
  const to = utc(weeks.at(-1)?.[6] ?? `${month}-28`);
  from.setUTCDate(from.getUTCDate() - 1);
  to.setUTCDate(to.getUTCDate() + 2);
  return { from: from.toISOString(), to: to.toISOString() };
}
