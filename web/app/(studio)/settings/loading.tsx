import { Skeleton } from "@/components/ui/bits";

export default function Loading() {
  return (
    <div aria-busy="true" className="grid gap-5">
      <p className="sr-only" role="status">
        Loading
      </p>
      <Skeleton className="h-48 rounded-[14px]" />
      <Skeleton className="h-72 rounded-[14px]" />
    </div>
  );
}
