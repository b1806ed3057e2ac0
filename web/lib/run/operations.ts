import type { PieceSpec } from "@/lib/api/types";

export type Change = Partial<Pick<PieceSpec, "topic" | "angle" | "seconds" | "tone" | "language">> & {
  platform?: string;
  must_say?: string[];
  voice?: string;
  avatar?: string;
  captions?: string;
  music?: string;
};

/** What may be done to a plan; `none` takes a voice, presenter, captions or music away. */
export type Operation =
  | ({ op: "set_piece"; piece: string } & Change)
  | { op: "add_piece"; topic: string; after?: string }
  | { op: "remove_piece"; piece: string }
  | { op: "move_piece"; piece: string; to: number }
  | { op: "set_budget"; usd: string }
  | { op: "redo_step"; step: string }
  | ({ op: "set_scene"; piece: string; scene: string } & Partial<
      Record<"say" | "show" | "detail" | "emoji" | "kind", string>
    >)
  | { op: "retake_scene" | "lock_scene" | "unlock_scene" | "remove_scene"; piece: string; scene: string }
  | { op: "rewrite_script"; piece: string; note?: string }
  | { op: "restore"; version: number };

/** The pieces as they will be once these operations are carried out, for showing it at once. */
export function foreseen(pieces: PieceSpec[], operations: Operation[]): PieceSpec[] {
  return operations.reduce(after, pieces);
}

function after(pieces: PieceSpec[], operation: Operation): PieceSpec[] {
  switch (operation.op) {
    case "set_piece": {
      const { op: _op, piece, ...change } = operation;
      return pieces.map((one) =>
        one.id === piece ? ({ ...one, ...withoutNone(change) } as PieceSpec) : one,
      );
    }
    case "remove_piece":
      return pieces.filter((one) => one.id !== operation.piece);
    case "move_piece": {
      const moved = pieces.filter((one) => one.id === operation.piece);
      const others = pieces.filter((one) => one.id !== operation.piece);
      return [...others.slice(0, operation.to), ...moved, ...others.slice(operation.to)];
    }
    default:
      return pieces;
  }
}

const withoutNone = (change: Change) =>
  Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value === "none" ? null : value]));

/** Only what differs from the piece, as an operation; undefined when nothing does. */
export function changed(piece: PieceSpec, wanted: Change): Operation | undefined {
  const now: Record<string, unknown> = { ...piece };
  const different = Object.entries(wanted).filter(([name, value]) => (now[name] ?? "none") !== value);
  if (different.length === 0) return undefined;
  return { op: "set_piece", piece: piece.id, ...(Object.fromEntries(different) as Change) };
}
