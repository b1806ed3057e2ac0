import type { Cover as Sizes } from "@/lib/files";

interface CoverProps {
  cover: Sizes;
  /** How wide it is shown, as `sizes` of an image says it. */
  sizes: string;
  /** Whether it is among the first things seen: fetched at once, others when they come near. */
  first?: boolean;
  className?: string;
}

/** The cover of a finished piece, fetched no larger than it is shown; what is around it gives it its shape. */
export function Cover({ cover, sizes, first = false, className }: CoverProps) {
  return (
    // biome-ignore lint/performance/noImgElement: the API has it in sizes, behind signed links
    <img
      srcSet={cover.srcSet}
      sizes={sizes}
      src={cover.src}
      alt=""
      width={9}
      height={16}
      loading={first ? "eager" : "lazy"}
      fetchPriority={first ? "high" : "low"}
      decoding="async"
      className={className}
    />
  );
}
