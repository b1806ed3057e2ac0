"use client";

import { useActionState } from "react";
import { Link } from "@/components/link";
import { Trouble } from "@/components/trouble";
import { Button } from "@/components/ui/button";
import type { Answered } from "@/lib/actions/form";
import { accept } from "@/lib/actions/people";

/** Takes the place that an invitation keeps. */
export function Accept({ token, workspace }: { token: string; workspace: string }) {
  const [state, act, busy] = useActionState<Answered, FormData>(accept, {});
  return (
    <form action={act} className="mt-6 grid gap-3">
      <input type="hidden" name="token" value={token} />
      {state.problem && <Trouble problem={state.problem} />}
      <Button type="submit" look="lamp" disabled={busy}>
        {busy ? "Going there…" : `Join ${workspace}`}
      </Button>
      <Button asChild look="quiet">
        <Link href="/">Not now</Link>
      </Button>
    </form>
  );
}
