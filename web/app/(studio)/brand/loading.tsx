import { Loading } from "@/components/loading";
import { Skeleton } from "@/components/ui/bits";

export default function Waiting() {
  return (
    <Loading className="mx-auto w-full max-w-6xl px-4 py-8 sm:px-8">
      <Skeleton className="h-8 w-32" />
      <Skeleton className="mt-2 mb-6 h-6 w-full max-w-2xl" />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_300px]">
        <Skeleton className="h-[34rem] rounded-[14px]" />
        <Skeleton className="mx-auto aspect-[9/16] h-auto w-full max-w-[300px] rounded-[20px]" />
      </div>
    </Loading>
  );
}
