/** What the API says when it refuses: a word for programs, what happened, and what to do about it. */
export interface Problem {
  status: number;
  error: string;
  detail: string;
  hint: string;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = "Refused";
  }
}

export const UNREACHABLE: Problem = {
  status: 503,
  error: "unreachable",
  detail: "The studio does not answer.",
  hint: "It may be starting again. Your runs are safe; try again in a moment.",
};

/** The problem in an answer's body, whatever the body is. */
export function problemOf(status: number, body: unknown): Problem {
  const told = typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
  return {
    status,
    error: told.error ?? "failed",
    detail: told.detail ?? `The studio answered ${status}.`,
    hint: told.hint ?? (status >= 500 ? "Try again; nothing was lost." : ""),
  };
}

/** The outcome of a request instead of an exception. */
export async function settle<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problem: error.problem };
    throw error;
  }
}
