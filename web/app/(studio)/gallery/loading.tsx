import { Loading } from "@/components/loading";
import { Skeleton } from "@/components/ui/bits";

const FILMS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

export default function Waiting() {
  return (
    <Loading className="mx-auto w-full max-w-7xl px-4 py-8 sm:px-8">
      <Skeleton className="h-8 w-40" />
      <Skeleton className="mt-2 mb-8 h-6 w-96 max-w-full" />
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
        {FILMS.map((film) => (
          <Skeleton key={film} className="aspect-[9/16] h-auto rounded-[12px]" />
        ))}
      </div>
    </Loading>
  );
}
