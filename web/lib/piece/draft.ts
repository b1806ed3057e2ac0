import type { PieceDetail, Plan } from "@/lib/api/types";
import type { Operation } from "@/lib/run/operations";

export const SCENE_FIELDS = ["say", "show", "detail", "emoji", "kind"] as const;
export type SceneField = (typeof SCENE_FIELDS)[number];
export const PIECE_FIELDS = ["voice", "avatar", "captions", "music"] as const;
export type PieceField = (typeof PIECE_FIELDS)[number];

type SceneWords = Record<SceneField, string>;
export type PieceWords = Record<PieceField, string>;

/** What can be edited of a piece, at one version of it; `none` is without. */
export interface Words {
  scenes: Record<string, SceneWords>;
  piece: PieceWords;
}

/** What was changed and not yet sent: only fields that differ. */
export interface Draft {
  scenes: Record<string, Partial<SceneWords>>;
  piece: Partial<PieceWords>;
  /** The text of the post; it never leaves the browser. */
  post?: string;
}

export const NOTHING: Draft = { scenes: {}, piece: {} };

/** The words of a piece as it was made. */
export function wordsOf(piece: PieceDetail): Words {
  return {
    scenes: Object.fromEntries(
      piece.scenes.map((scene) => [scene.id, { ...pick(scene, SCENE_FIELDS), kind: scene.kind }]),
    ),
    piece: pick(piece, PIECE_FIELDS),
  };
}

interface Written {
  id: string;
  kind: string;
  narration: string;
  headline: string;
  detail?: string;
  emoji?: string;
}

/** The words of a piece in a plan that is proposed; what the plan leaves open is as it was. */
export function wordsIn(plan: Plan, piece: string, now: Words): Words {
  const spec = plan.spec.pieces.find((one) => one.id === piece);
  const script = plan.steps.find((step) => step.id === `${piece}.script`) as
    | { given?: { script?: { scenes?: Written[] } } | null }
    | undefined;
  const scenes = script?.given?.script?.scenes;
  return {
    scenes: scenes ? Object.fromEntries(scenes.map((scene) => [scene.id, asWords(scene)])) : now.scenes,
    piece: spec ? settled(pick(spec, PIECE_FIELDS), now.piece) : now.piece,
  };
}

const asWords = (scene: Written): SceneWords => ({
  say: scene.narration,
  show: scene.headline,
  detail: scene.detail ?? "",
  emoji: scene.emoji ?? "",
  kind: scene.kind,
});

/** `auto` stands for what was chosen before. */
function settled(asked: PieceWords, now: PieceWords): PieceWords {
  const kept = PIECE_FIELDS.map((field) => [field, asked[field] === "auto" ? now[field] : asked[field]]);
  return Object.fromEntries(kept) as PieceWords;
}

function pick<K extends string>(
  from: Partial<Record<K, string | null>>,
  names: readonly K[],
): Record<K, string> {
  const wanted = names.map((name) => [
    name,
    from[name] ?? ((PIECE_FIELDS as readonly string[]).includes(name) ? "none" : ""),
  ]);
  return Object.fromEntries(wanted) as Record<K, string>;
}

/** One field of a scene is typed into; what is as it was is no change. */
export function setScene(draft: Draft, scene: string, field: SceneField, value: string, was: string): Draft {
  const { [field]: _before, ...rest } = draft.scenes[scene] ?? {};
  const fields = value === was ? rest : { ...rest, [field]: value };
  const { [scene]: _gone, ...others } = draft.scenes;
  return { ...draft, scenes: Object.keys(fields).length ? { ...others, [scene]: fields } : others };
}

/** A choice for the whole piece. */
export function setPiece(draft: Draft, field: PieceField, value: string, was: string): Draft {
  const { [field]: _before, ...rest } = draft.piece;
  return { ...draft, piece: value === was ? rest : { ...rest, [field]: value } };
}

/** How many fields are changed. */
export function size(draft: Draft): number {
  const scenes = Object.values(draft.scenes).reduce((sum, fields) => sum + Object.keys(fields).length, 0);
  return scenes + Object.keys(draft.piece).length;
}

/** The changes as the API takes them. */
export function operationsOf(draft: Draft, piece: string): Operation[] {
  const scenes = Object.entries(draft.scenes).map(
    ([scene, fields]) => ({ op: "set_scene", piece, scene, ...fields }) as Operation,
  );
  const whole = Object.keys(draft.piece).length
    ? [{ op: "set_piece", piece, ...draft.piece } as Operation]
    : [];
  return [...scenes, ...whole];
}

/** What redoing a scene asks for: what was typed, or another picture where nothing was typed for it. */
export const redoOf = (draft: Draft, piece: string, scene: string): Operation[] =>
  draft.scenes[scene] ? operationsOf(draft, piece) : [{ op: "retake_scene", piece, scene }];

/** Without fields that are by now as wanted, and without scenes that are gone. */
export function rebased(draft: Draft, now: Words): Draft {
  let kept: Draft = { ...NOTHING, ...(draft.post === undefined ? {} : { post: draft.post }) };
  for (const [scene, fields] of Object.entries(draft.scenes)) {
    const was = now.scenes[scene];
    if (!was) continue;
    for (const field of SCENE_FIELDS) {
      const value = fields[field];
      if (value !== undefined) kept = setScene(kept, scene, field, value, was[field]);
    }
  }
  for (const field of PIECE_FIELDS) {
    const value = draft.piece[field];
    if (value !== undefined) kept = setPiece(kept, field, value, now.piece[field]);
  }
  return kept;
}

/** What would have to be typed to get from one state of the words to another. */
export function difference(from: Words, to: Words): Draft {
  return rebased({ scenes: to.scenes, piece: to.piece }, from);
}

/** A field that two people changed. */
export interface Clash {
  scene: string;
  field: SceneField | PieceField;
  mine: string;
  theirs: string;
}

/** Fields of the draft that somebody else changed meanwhile to something else. */
export function clashes(draft: Draft, before: Words, now: Words): Clash[] {
  const found: Clash[] = [];
  const look = (
    scene: string,
    fields: Partial<Record<string, string>>,
    was: Record<string, string> | undefined,
    is: Record<string, string> | undefined,
  ) => {
    for (const [field, mine] of Object.entries(fields)) {
      const theirs = is?.[field] ?? "";
      if (mine !== undefined && theirs !== (was?.[field] ?? "") && theirs !== mine)
        found.push({ scene, field: field as SceneField, mine, theirs });
    }
  };
  for (const [scene, fields] of Object.entries(draft.scenes))
    look(scene, fields, before.scenes[scene], now.scenes[scene]);
  look("", draft.piece, before.piece, now.piece);
  return found;
}

/** Without the fields of these clashes: the other person's stay. */
export function yielded(draft: Draft, given: Clash[]): Draft {
  return given.reduce<Draft>((left, { scene, field, mine }) => {
    if (scene) return setScene(left, scene, field as SceneField, mine, mine);
    return setPiece(left, field as PieceField, mine, mine);
  }, draft);
}

/** A draft that was kept as text; nothing when it is not one. */
export function readDraft(text: string | null): Draft {
  try {
    const found = JSON.parse(text ?? "") as Partial<Draft>;
    const post = typeof found.post === "string" ? { post: found.post } : {};
    return { scenes: found.scenes ?? {}, piece: found.piece ?? {}, ...post };
  } catch {
    return NOTHING;
  }
}
