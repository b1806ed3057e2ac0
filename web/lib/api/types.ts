import type { components } from "./schema";

type Schemas = components["schemas"];

export type RunView = Schemas["RunView"];
export type RunSummary = Schemas["RunSummary"];
export type Status = RunView["status"];
export type Plan = NonNullable<RunView["plan"]>;
/** What a step, or a plan, will cost. Money as decimal strings in US dollars, time in seconds. */
export type Estimate = Schemas["Estimate"];
/** One video that was asked for; null means without. */
export type PieceSpec = Schemas["Piece"];
/** Something that was not said; the first option is what was taken. */
export type Question = Schemas["Question"];
export type PieceView = Schemas["PieceView"];
export type PieceDetail = Schemas["PieceDetail"];
export type Scene = Schemas["SceneView"];
/** One measurement of a finished piece. */
export type Gate = Schemas["Gate"];
export type Take = Schemas["TakeView"];
export type Version = Schemas["VersionView"];
export type Share = Schemas["ShareView"];
export type Shared = Schemas["SharedView"];
export type SignIn = Schemas["SignIn"];
export type Purse = Schemas["Purse"];
export type Catalogue = Schemas["Catalogue"];
