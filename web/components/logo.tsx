/** Two frames, one the clone of the other. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 28 28" fill="none" className={className}>
      <rect
        x="3"
        y="7"
        width="13"
        height="18"
        rx="3.5"
        stroke="currentColor"
        strokeWidth="1.6"
        opacity=".55"
      />
      <rect x="11" y="3" width="14" height="19" rx="4" fill="var(--lamp)" />
      <path d="M16 8.8v7.4l6-3.7-6-3.7Z" fill="var(--lamp-ink)" />
    </svg>
  );
}
