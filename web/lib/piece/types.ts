import type { components } from "@/lib/api/schema";

type Schemas = components["schemas"];

export type PieceDetail = Schemas["PieceDetail"];
export type Scene = Schemas["SceneView"];
export type Safe = Schemas["SafeView"];
export type Gate = Schemas["Gate"];
export type Take = Schemas["TakeView"];
export type Version = Schemas["VersionView"];
export type Proposal = Schemas["ProposalView"];
export type Options = Schemas["Catalogue"];
export type Share = Schemas["ShareView"];
export type Shared = Schemas["SharedView"];
