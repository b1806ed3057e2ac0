import { Loading } from "@/components/loading";
import { Skeleton } from "@/components/ui/bits";

const SCENES = ["a", "b", "c", "d", "e"];

export default function Waiting() {
  return (
    <Loading what="the piece" className="flex flex-1 flex-col lg:h-[calc(100dvh-3.5rem)] lg:flex-none">
      <div className="flex h-[61px] items-center border-line border-b px-4 sm:px-5">
        <Skeleton className="h-6 w-64" />
      </div>
      <div className="grid min-h-0 flex-1 gap-5 p-4 lg:grid-cols-[auto_minmax(0,1fr)] lg:p-5">
        <Skeleton className="mx-auto aspect-[9/16] h-[56dvh] lg:h-full" />
        <div className="grid content-start gap-4 max-lg:hidden">
          <Skeleton className="h-10 w-96" />
          <Skeleton className="h-24" />
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
        </div>
      </div>
      <div className="flex gap-2 border-line border-t p-4">
        {SCENES.map((scene) => (
          <Skeleton key={scene} className="h-24 flex-1" />
        ))}
      </div>
    </Loading>
  );
}
