import { Loading } from "@/components/loading";
import { Skeleton } from "@/components/ui/bits";

const CARDS = ["a", "b", "c", "d", "e", "f"];

export default function Waiting() {
  return (
    <Loading className="mx-auto w-full max-w-6xl px-4 pt-10 sm:px-8 sm:pt-16">
      <div className="mx-auto max-w-3xl">
        <Skeleton className="mx-auto h-11 w-80 max-w-full" />
        <Skeleton className="mx-auto mt-3 mb-7 h-6 w-96 max-w-full" />
        <Skeleton className="h-36 rounded-[18px]" />
      </div>
      <div className="mt-16 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {CARDS.map((card) => (
          <Skeleton key={card} className="h-56 rounded-[14px]" />
        ))}
      </div>
    </Loading>
  );
}
