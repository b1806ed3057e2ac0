/** A path of this site, whatever was asked for: never another site's address. */
export function inside(wanted: unknown): string {
  return typeof wanted === "string" && /^\/(?![/\\])/.test(wanted) ? wanted : "/";
}
