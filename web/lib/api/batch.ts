import { problemOf, Refused } from "./problem";

type Call = (path: string, init?: RequestInit) => Promise<unknown>;

interface Waiting {
  path: string;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

interface Part {
  status: number;
  body: unknown;
}

/** The most reads that the API takes at once. */
const MOST = 20;

/** Gathers the reads that a page asks for at the same moment and sends them as one request. */
export class Batch {
  private waiting: Waiting[] = [];
  private readonly known = new Map<string, Promise<unknown>>();

  constructor(private readonly call: Call) {}

  /** Reads a path; one that was asked for before is not asked for again. */
  get(path: string): Promise<unknown> {
    const known = this.known.get(path);
    if (known) return known;
    const asked = new Promise<unknown>((resolve, reject) => {
      this.waiting.push({ path, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.flush());
    });
    this.known.set(path, asked);
    return asked;
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    for (let start = 0; start < all.length; start += MOST) void this.sendOut(all.slice(start, start + MOST));
  }

  private async sendOut(some: Waiting[]): Promise<void> {
    try {
      if (some.length === 1)
        return this.answer(some, [{ status: 200, body: await this.call(some[0]?.path ?? "") }]);
      this.answer(some, await this.together(some.map((one) => one.path)));
    } catch (error) {
      for (const one of some) one.reject(error);
    }
  }

  private async together(paths: string[]): Promise<Part[]> {
    const requests = paths.map((path) => ({ id: "", path }));
    const told = await this.call("/batch", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ requests }),
    });
    return (told as { answers: Part[] }).answers;
  }

  private answer(some: Waiting[], parts: Part[]): void {
    some.forEach((one, place) => {
      const part = parts[place] ?? { status: 502, body: null };
      if (part.status < 400) one.resolve(part.body);
      else one.reject(new Refused(problemOf(part.status, part.body)));
    });
  }
}
