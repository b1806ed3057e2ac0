import type { Operation } from "@/lib/run/operations";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type SignIn = Schemas["SignIn"];
export type RunView = Schemas["RunView"];
export type RunList = Schemas["RunList"];
export type PieceView = Schemas["PieceView"];
export type Purse = Schemas["Purse"];
export type Me = Schemas["Me"];
export type Catalogue = Schemas["Catalogue"];
export type Status = RunView["status"];

/** What a step, or a plan, will cost. Money as decimal strings in US dollars, time in seconds. */
export interface Estimate {
  usd: string;
  usd_p90: string;
  seconds: number;
}

/** One video that was asked for; null means without. */
export interface PieceSpec {
  id: string;
  topic: string;
  angle: string;
  platform: string;
  aspect: string;
  seconds: number;
  language: string;
  tone: string;
  voice: string | null;
  avatar: string | null;
  captions: string | null;
  music: string | null;
  must_say: string[];
  must_not: string[];
}

/** Something that was not said; the first option is what was taken. */
export interface Question {
  id: string;
  text: string;
  options: { label: string; operations: Operation[] }[];
}

export interface PlanStep {
  id: string;
  tool: string;
  needs: string[];
  estimate: Estimate;
  via: string;
}

/** The plan of a run as the API hands it over. */
export interface Plan {
  spec: {
    pieces: PieceSpec[];
    budget_usd: string | null;
    assumptions: string[];
    questions?: Question[];
    reader: string;
  };
  steps: PlanStep[];
  estimate: Estimate;
}

/** One measurement of a finished piece. */
export interface Gate {
  name: string;
  passed: boolean;
  measured: string;
  wanted: string;
  note: string;
}

export const planOf = (run: RunView): Plan | null => run.plan as Plan | null;
