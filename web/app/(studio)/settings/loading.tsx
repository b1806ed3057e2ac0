import { Loading } from "@/components/loading";
import { Skeleton } from "@/components/ui/bits";

export default function Waiting() {
  return (
    <Loading className="grid gap-5">
      <Skeleton className="h-48 rounded-[14px]" />
      <Skeleton className="h-72 rounded-[14px]" />
    </Loading>
  );
}
