/** What the palette and the keys can do; pages add their own while they are shown. */
export interface Command {
  id: string;
  name: string;
  group: string;
  keys?: string;
  run: () => void;
}

const added = new Map<string, Command[]>();

/** Adds commands for as long as a page is shown; call what it returns when it goes. */
export function addCommands(owner: string, commands: Command[]): () => void {
  added.set(owner, commands);
  return () => added.delete(owner);
}

export const pageCommands = (): Command[] => [...added.values()].flat();

/** Whether a key press belongs to what is being typed into, or to what is open above the page. */
export function elsewhere(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  const typed = target?.closest("input, textarea, select, [contenteditable]");
  return Boolean(typed || document.querySelector("dialog[open], [popover=auto]:popover-open"));
}

/** How well words match what was typed: higher is better, 0 is not at all. */
export function score(name: string, typed: string): number {
  const [text, wanted] = [name.toLowerCase(), typed.trim().toLowerCase()];
  if (!wanted) return 1;
  if (text.startsWith(wanted)) return 4;
  if (text.includes(` ${wanted}`)) return 3;
  if (text.includes(wanted)) return 2;
  let place = 0;
  for (const letter of wanted) {
    place = text.indexOf(letter, place) + 1;
    if (place === 0) return 0;
  }
  return 0.5;
}
