import type { PieceSpec, Question } from "@/lib/api/types";
import type { Operation } from "./operations";

/** A question that was answered, kept for as long as the browser's tab. */
export interface Answer {
  id: string;
  text: string;
  label: string;
}

type Option = Question["options"][number];

/** What an answer does to the plan; pieces that came later and stand where the asked ones did are meant too. */
export function answering(question: Question, option: Option, pieces: PieceSpec[]): Operation[] {
  const [first] = option.operations;
  if (first?.op !== "set_piece") return option.operations.map(said);
  const asked = new Set(option.operations.flatMap((one) => ("piece" in one ? [one.piece] : [])));
  const known = pieces.find(({ id }) => asked.has(id));
  const field = question.id === "seconds" ? "seconds" : "platform";
  const change = said(first);
  return pieces
    .filter((piece) => asked.has(piece.id) || piece[field] === known?.[field])
    .map((piece) => ({ ...change, piece: piece.id }) as Operation);
}

/** An operation with what it says only, without what it leaves as it is. */
const said = (operation: Option["operations"][number]): Operation =>
  Object.fromEntries(Object.entries(operation).filter(([, value]) => value !== null)) as Operation;

const KEY = "answers:";

export function keptAnswers(run: string): Answer[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY + run) ?? "[]") as Answer[];
  } catch {
    return [];
  }
}

export function keepAnswers(run: string, answers: Answer[]): void {
  try {
    sessionStorage.setItem(KEY + run, JSON.stringify(answers));
  } catch {
    // a browser that keeps nothing asks again after a reload
  }
}
