import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const look = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-[var(--radius)] font-medium transition-[background,border-color,color,transform] active:translate-y-px disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        lamp: "bg-lamp text-lamp-ink hover:bg-[color-mix(in_oklch,var(--lamp),var(--ink)_12%)]",
        plain: "border border-line bg-raised text-ink hover:border-line-strong",
        quiet: "text-soft hover:bg-well hover:text-ink",
        danger: "border border-line bg-raised text-tally hover:border-tally",
      },
      size: {
        sm: "h-8 px-3 text-[13px]",
        md: "h-10 px-4 text-sm",
        icon: "size-9 text-sm",
      },
    },
    defaultVariants: { look: "plain", size: "md" },
  },
);

export type ButtonProps = ComponentProps<"button"> & VariantProps<typeof look> & { asChild?: boolean };

export function Button({ className, look: kind, size, asChild, type, ...rest }: ButtonProps) {
  const classes = cn(look({ look: kind, size }), className);
  if (asChild) return <Slot.Root className={classes} {...rest} />;
  return <button type={type ?? "button"} className={classes} {...rest} />;
}
