import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

const BOX =
  "w-full rounded-[var(--radius)] border border-line-strong/60 bg-raised px-3 text-ink placeholder:text-faint transition-colors hover:border-line-strong focus-visible:border-lamp focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-60 aria-[invalid=true]:border-tally";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(BOX, "h-10 text-[15px] sm:text-sm", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(BOX, "py-2.5 text-[15px] leading-relaxed", className)} {...rest} />;
}

export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={cn(BOX, "h-10 text-[15px] sm:text-sm", className)} {...rest} />;
}

interface FieldProps {
  label: string;
  name: string;
  hint?: ReactNode;
  error?: string;
  children: (ids: {
    id: string;
    name: string;
    "aria-describedby"?: string;
    "aria-invalid"?: boolean;
  }) => ReactNode;
}

/** A labelled field with what helps and what is wrong, both read out with it. */
export function Field({ label, name, hint, error, children }: FieldProps) {
  const id = `field-${name}`;
  const told = error ?? hint;
  const ids = {
    id,
    name,
    "aria-describedby": told ? `${id}-told` : undefined,
    "aria-invalid": error ? true : undefined,
  };
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-[13px]">
        {label}
      </label>
      {children(ids)}
      {told && (
        <p id={`${id}-told`} className={cn("text-[13px]", error ? "text-tally" : "text-soft")}>
          {told}
        </p>
      )}
    </div>
  );
}
