import { type ComponentProps, cloneElement, type ReactElement } from "react";
import { cn } from "@/lib/cn";

const BASE =
  "inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-[var(--radius)] font-medium transition-[background,border-color,color,transform] active:translate-y-px disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0";
const LOOKS = {
  lamp: "bg-lamp text-lamp-ink hover:bg-[color-mix(in_oklch,var(--lamp),var(--ink)_12%)]",
  plain: "border border-line bg-raised text-ink hover:border-line-strong",
  quiet: "text-soft hover:bg-well hover:text-ink",
  danger: "border border-line bg-raised text-tally hover:border-tally",
};
const SIZES = {
  sm: "h-8 px-3 text-[13px]",
  md: "h-10 px-4 text-sm",
  icon: "size-9 text-sm",
};

export interface ButtonProps extends ComponentProps<"button"> {
  look?: keyof typeof LOOKS | undefined;
  size?: keyof typeof SIZES | undefined;
  /** The one child, a link say, takes the looks instead of a button around it. */
  asChild?: boolean;
}

type Dressed = ReactElement<{ className?: string }>;

export function Button({ className, look = "plain", size = "md", asChild, type, ...rest }: ButtonProps) {
  const classes = cn(BASE, LOOKS[look], SIZES[size], className);
  if (asChild) {
    const { children, ...others } = rest;
    const child = children as Dressed;
    return cloneElement(child, { ...others, className: cn(classes, child.props.className) });
  }
  return <button type={type ?? "button"} className={classes} {...rest} />;
}
