/** Dollars, small enough to matter: `free`, `$0.034`, `$1.20`. */
export function money(usd: string | number): string {
  const value = Number(usd);
  if (!value) return "free";
  const digits = value < 0.1 ? 3 : 2;
  return `$${value.toFixed(digits)}`;
}

/** How long, as people say it: `8 s`, `2 min 5 s`, `1 h 4 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return whole % 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole / 60} min`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** As a clock on a cutting table: `00:01:05`. */
export function timecode(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}

/** `1.2k`, `940`: a number where there is little room. */
export function short(value: string | number): string {
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(Number(value));
}

/** How long ago, from the time it is shown at. */
export function ago(then: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(then)) / 1000);
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  if (seconds < 7 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`;
  return new Intl.DateTimeFormat("en", { day: "numeric", month: "short" }).format(Date.parse(then));
}

/** A day as people write it: `7 Nov 2026`. */
export function day(moment: string | number): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(new Date(moment));
}

/** Credits with the parts that matter: `100`, `12.5`, `-0.0034`. */
export function credits(amount: string | number): string {
  const value = Number(amount);
  const digits = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 1 ? 2 : 4;
  return new Intl.NumberFormat("en", { maximumFractionDigits: digits }).format(value);
}
