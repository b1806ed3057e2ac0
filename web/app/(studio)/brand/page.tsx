import type { Metadata } from "next";
import { BrandRoom } from "@/components/brand/room";
import { Trouble } from "@/components/trouble";
import { mayChange, signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";

export const metadata: Metadata = { title: "Brand" };

export default async function BrandPage() {
  const [brand, options, may] = await Promise.all([
    settle(get("/brand")),
    settle(get("/options")),
    mayChange(),
  ]);
  signedIn(brand);
  return (
    <div className="mx-auto w-full max-w-6xl px-4 py-8 pb-24 sm:px-8">
      <h1 className="font-semibold text-2xl tracking-tight">Brand</h1>
      <p className="mt-1 mb-6 max-w-2xl text-pretty text-soft">
        How the videos of this workspace look and sound where a brief leaves it open. What you leave out is
        chosen for each video.
      </p>
      {!brand.ok && <Trouble problem={brand.problem} />}
      {!options.ok && <Trouble problem={options.problem} />}
      {brand.ok && options.ok && <BrandRoom brand={brand.value} options={options.value} may={may} />}
    </div>
  );
}
