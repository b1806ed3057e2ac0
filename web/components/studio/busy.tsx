/** From here on a run that nobody took up is said to wait for a worker. */
export const TAKEN_UP_SECONDS = 8;

/** Something is being done. */
export function Busy({ text }: { text: string }) {
  return (
    <p role="status" className="flex items-center gap-2.5 text-sm text-soft">
      <span aria-hidden className="flex gap-1">
        {[0, 1, 2].map((dot) => (
          <span
            key={dot}
            className="size-1.5 animate-pulse-soft rounded-full bg-lamp"
            style={{ animationDelay: `${dot * 200}ms` }}
          />
        ))}
      </span>
      {text}
    </p>
  );
}
