import { Logo } from "@/components/logo";
import { Button } from "@/components/ui/button";

/** What is told where nothing is. */
export function Missing() {
  return (
    <div className="grid min-h-[calc(100dvh-3.5rem)] place-content-center justify-items-center gap-4 px-6 text-center">
      <Logo className="size-12" />
      <p className="eyebrow">Missing reel</p>
      <h1 className="font-semibold text-2xl tracking-tight">There is nothing at this address</h1>
      <p className="max-w-sm text-pretty text-soft">
        The link may be old, or the run belongs to another workspace than the one you are in.
      </p>
      <Button asChild look="lamp">
        <a href="/">Back to the studio</a>
      </Button>
    </div>
  );
}
