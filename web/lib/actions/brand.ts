"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type Outcome, settle } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { send } from "@/lib/api/server";
import { wrongOf } from "./form";

export type Brand = components["schemas"]["BrandView"];
export type Wish = components["schemas"]["BrandWish"];

const Colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, "A colour is written as #1a2b3c.");

const Kept = z.object({
  colors: z
    .object({ ground: Colour, accent: Colour, second: Colour.nullable(), ink: Colour.nullable() })
    .nullable(),
  handle: z
    .string()
    .max(40, "40 letters at most.")
    .regex(/^(@?[\w.\- ]*)$/u, "Letters, figures, dots and dashes, as in @ada.moves."),
  sign_off: z.string().max(80, "80 letters at most: it is read in two seconds."),
});

export type Saved = Outcome<Brand> & { fields?: Record<string, string> };

/** Keeps the workspace's brand for the briefs that come. */
export async function saveBrand(wish: Wish): Promise<Saved> {
  const read = Kept.safeParse({ ...wish, colors: wish.colors ?? null });
  if (!read.success)
    return {
      ok: false,
      fields: wrongOf(read.error),
      problem: {
        status: 422,
        error: "invalid",
        detail: "Something is not right yet.",
        hint: "See what is said beside the fields.",
      },
    };
  const done = await settle(send("put", "/brand", { body: wish }));
  if (done.ok) revalidatePath("/", "layout");
  return done;
}
