import type { Catalogue, PieceSpec } from "@/lib/api/types";
import type { Operation } from "./operations";
import { changeOf } from "./said/change";
import { onlyNamesScenes, retaken } from "./said/scenes";
import { KIND, missing, named } from "./said/which";
import { toolOf } from "./words";

/** What a sentence asks for. */
export type Meant =
  | { do: "edit"; operations: Operation[] }
  | { do: "approve" | "cancel" | "resume" | "undo" | "drop" }
  /** What was not understood, and what can be said instead. */
  | { do: "nothing"; why: string };

const PLAIN: [RegExp, Exclude<Meant["do"], "edit" | "nothing">][] = [
  [
    /^(?:yes|yep|ok(?:ay)?|sure|go|go ahead|go for it|let'?s go|approve(?: it)?|do it|make (?:it|them)|looks? good|perfect|start)(?:,? please)?[.!]*$/i,
    "approve",
  ],
  [/^(?:stop|cancel|abort|reject)(?: it| this| the run| the plan)?[.!]*$/i, "cancel"],
  [/^(?:resume|continue|go on|try again|retry)[.!]*$/i, "resume"],
  [/^(?:undo|take (?:it|that) back|back|revert)(?: it| that)?[.!]*$/i, "undo"],
  [/^(?:drop (?:it|the change|the proposal)|leave it(?: as it is)?|keep it(?: as it is)?)[.!]*$/i, "drop"],
];

export const CAN_SAY =
  "“make the second about sleep”, “shorter”, “30 seconds each”, “with a man's voice”, “reel 3 without music”, “in Spanish”, “for TikTok”, “add one about breakfast”, “remove the third”, “move the last to the front”, “another take of scene 2 of reel 1”, “undo” or “yes”";

/** Reads a sentence as something to do with the plan; plain patterns, so that it works with no model. */
export function meant(sentence: string, pieces: PieceSpec[], choices: Catalogue): Meant {
  const text = sentence.trim().replaceAll("’", "'");
  if (!text) return { do: "nothing", why: `You can say ${CAN_SAY}.` };
  const plain = PLAIN.find(([pattern]) => pattern.test(text));
  if (plain) return { do: plain[1] };
  const operations: Operation[] = [];
  let before: PieceSpec[] = [];
  for (const clause of clauses(text)) {
    const retake = retaken(clause);
    const spoken = retake?.rest ?? clause;
    const gone = missing(spoken, pieces);
    if (gone !== undefined) return { do: "nothing", why: noSuch(gone, pieces.length) };
    const own = named(spoken, pieces);
    const targets = own.length > 0 ? own : before;
    const shown = targets.length > 0 || pieces.length > 1 ? targets : pieces;
    if (retake && shown.length === 0) return { do: "nothing", why: WHOSE };
    const asked = retake
      ? shown.flatMap(({ id }) =>
          retake.scenes.map((scene) => ({ op: "retake_scene" as const, piece: id, scene })),
        )
      : asks(clause, targets, own, pieces, choices);
    if (asked.length === 0) return { do: "nothing", why: unclear(clause, text) };
    before = own.length > 0 ? own : before;
    operations.push(...asked);
  }
  return { do: "edit", operations };
}

const noSuch = (place: number, count: number) =>
  `There is no number ${place}: the plan has ${count === 1 ? "one video" : `${count} videos`}.`;

const WHOSE = "Of which video? Say it as “another take of scene 2 of reel 1”.";

const unclear = (clause: string, text: string) =>
  `I do not understand “${clause}”${clause === text ? "" : ", so I changed nothing"}. You can say ${CAN_SAY}.`;

const STARTS =
  "(?:make|change|turn|set|use|add|remove|delete|drop|move|put|rewrite|redo|leave out|give|without|with|no|in|for|shorter|longer|mention|a bit|a little|\\d+ ?s|(?:the )?(?:first|second|third|fourth|fifth|last|reel|video|short)\\b)";

/** The parts of a sentence that each ask for something: `the second shorter and the third about naps` has two. */
function clauses(text: string): string[] {
  if (/^swap\b/i.test(text)) return [text];
  const found: string[] = [];
  for (const part of text.split(new RegExp(`(?:[;,.]|\\band\\b|\\bthen\\b)+\\s+(?=${STARTS})`, "i"))) {
    const clause = part.replace(/[\s,;]+$/, "").replace(/\s+(?:and|then|but)$/i, "");
    const last = found.at(-1);
    // `remove the first and the third`: places alone belong to what was said before them
    if (last && /^(?:the )?(?:\w+|\w+ \w+)$/i.test(clause) && onlyPlaces(clause))
      found[found.length - 1] = `${last} and ${clause}`;
    // `scene 2 looks dull, redo it`: what is wrong comes before what to do
    else if (last && onlyNamesScenes(last)) found[found.length - 1] = `${last}, ${clause}`;
    else if (clause) found.push(clause);
  }
  return found;
}

const onlyPlaces = (text: string) =>
  new RegExp(
    `^(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|${KIND}[ -]?\\d+)(?: ${KIND})?$`,
    "i",
  ).test(text);

/** What one clause asks for; `own` are the pieces that it names itself. */
function asks(
  text: string,
  targets: PieceSpec[],
  own: PieceSpec[],
  pieces: PieceSpec[],
  choices: Catalogue,
): Operation[] {
  const special =
    adds(text, pieces) ?? moves(text, own, pieces) ?? anew(text, targets, pieces) ?? budget(text);
  if (special) return special;
  const all = targets.length > 0 ? targets : pieces;
  const changes = all.flatMap((piece): Operation[] => {
    const change = changeOf(text, piece, choices);
    return change ? [{ op: "set_piece", piece: piece.id, ...change }] : [];
  });
  if (changes.length > 0 && !/^(?:remove|delete|leave out) (?:the )?(?:first|second|third)\b/i.test(text))
    return changes;
  if (/^(?:please )?(?:remove|delete|drop|leave out|skip|i do(?:n't| not) want)\b/i.test(text))
    return own.map((piece) => ({ op: "remove_piece", piece: piece.id }));
  return [];
}

function adds(text: string, pieces: PieceSpec[]): Operation[] | undefined {
  const said = text.match(
    new RegExp(
      `^(?:please )?(?:add|and|also|make)?\\s*(?:an?other|one more|a|an|one|(\\d) more)\\s*(?:more )?(?:${KIND} )?(?:about|on)\\s+(.+?)[.!]*$`,
      "i",
    ),
  );
  if (!said?.[2]) return undefined;
  const [topic = "", where] = said[2].split(/\s+after\s+(?=the |reel|number|video|\d)/i);
  const after = where ? named(where, pieces)[0]?.id : undefined;
  return Array.from({ length: Number(said[1] ?? 1) }, () => ({
    op: "add_piece",
    topic,
    ...(after ? { after } : {}),
  }));
}

function moves(text: string, own: PieceSpec[], pieces: PieceSpec[]): Operation[] | undefined {
  const [a, b] = own;
  if (/^swap\b/i.test(text) && a && b) {
    const places = [pieces.indexOf(a), pieces.indexOf(b)] as const;
    return [
      { op: "move_piece", piece: b.id, to: places[0] },
      { op: "move_piece", piece: a.id, to: places[1] },
    ];
  }
  const moved = text.match(
    /^(?:please )?(?:move|put)\s+(.+?)\s+(?:to (?:the )?|at (?:the )?|in )?(\S+)[.!]*$/i,
  );
  const piece = moved?.[1] ? named(moved[1], pieces)[0] : undefined;
  if (!piece) return undefined;
  const where = moved?.[2]?.toLowerCase() ?? "";
  if (/^(?:front|top|start|beginning|first)$/.test(where))
    return [{ op: "move_piece", piece: piece.id, to: 0 }];
  if (/^(?:end|back|bottom|last)$/.test(where))
    return [{ op: "move_piece", piece: piece.id, to: pieces.length - 1 }];
  const [there] = named(where, pieces);
  const place = there ? pieces.indexOf(there) : -1;
  return place >= 0 ? [{ op: "move_piece", piece: piece.id, to: place }] : undefined;
}

/** A script that is written, or a step that is made, anew. */
function anew(text: string, targets: PieceSpec[], pieces: PieceSpec[]): Operation[] | undefined {
  const all = targets.length > 0 ? targets : pieces;
  const note = text.match(/^(?:please )?(?:rewrite|write)\b(.*)$/i)?.[1];
  if (note !== undefined && /\b(?:rewrite|again|anew|new script)\b/i.test(text)) {
    const how = note.match(/(?::|,|\bso that\b|\bbut\b)\s*(.+)$/i)?.[1];
    return all.map((piece) => ({ op: "rewrite_script", piece: piece.id, ...(how ? { note: how } : {}) }));
  }
  const what = text.match(/\b(?:redo|again|anew|another|a different|new)\b/i);
  const tool = what ? toolOf(text) : undefined;
  if (!tool || tool === "voice") return undefined;
  return all.map((piece) => ({ op: "redo_step", step: `${piece.id}.${tool}` }));
}

function budget(text: string): Operation[] | undefined {
  const usd = text.match(
    /\b(?:budget|spend|at most|no more than|cost)\b\D*?\$?\s?(\d+(?:\.\d+)?)\s*(?:\$|usd|dollars?)?/i,
  );
  if (!usd?.[1] || !/\b(?:budget|spend|cost|\$|dollars?)/i.test(text)) return undefined;
  return [{ op: "set_budget", usd: usd[1] }];
}
