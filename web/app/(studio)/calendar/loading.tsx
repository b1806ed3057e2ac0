import { Loading } from "@/components/loading";
import { Skeleton } from "@/components/ui/bits";

export default function Waiting() {
  return (
    <Loading className="mx-auto w-full max-w-6xl px-4 py-8 sm:px-8">
      <Skeleton className="h-8 w-40" />
      <Skeleton className="mt-2 mb-6 h-12 w-full max-w-2xl" />
      <Skeleton className="h-[36rem] rounded-[14px]" />
    </Loading>
  );
}
