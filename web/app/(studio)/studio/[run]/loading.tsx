import { Loading } from "@/components/loading";
import { Skeleton } from "@/components/ui/bits";

export default function Waiting() {
  return (
    <Loading what="the run" className="flex flex-1 flex-col">
      <div className="flex h-[57px] items-center border-line border-b px-4 sm:px-5">
        <Skeleton className="h-6 w-64" />
      </div>
      <div className="grid flex-1 lg:grid-cols-[minmax(340px,400px)_minmax(0,1fr)]">
        <div className="grid content-start gap-4 border-line p-5 lg:border-r">
          <Skeleton className="h-6 w-28" />
          <Skeleton className="h-16" />
          <Skeleton className="h-40" />
          <Skeleton className="h-24" />
        </div>
        <div className="hidden content-start gap-4 p-5 lg:grid">
          <Skeleton className="h-9 w-72" />
          <Skeleton className="h-[60vh]" />
        </div>
      </div>
    </Loading>
  );
}
