import type { Metadata } from "next";
import { Accept } from "@/components/accept";
import { Link } from "@/components/link";
import { Logo } from "@/components/logo";
import { Button } from "@/components/ui/button";
import { orNothing, signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get, send } from "@/lib/api/server";
import { ROLES } from "@/lib/settings/words";

export const metadata: Metadata = { title: "Invitation", robots: { index: false } };

export default async function Invitation({ params }: PageProps<"/invite/[token]">) {
  const { token } = await params;
  const [me, place] = await Promise.all([
    settle(get("/auth/me")),
    settle(send("post", "/invitations/look", { body: { token } })),
  ]);
  signedIn(me);
  const email = orNothing(me)?.email ?? "";
  const role = place.ok ? ROLES.find((one) => one.name === place.value.role) : undefined;
  return (
    <main className="grid min-h-dvh content-center justify-items-center px-6 py-12">
      <div className="w-full max-w-sm">
        <Logo className="mb-6 size-10" />
        {place.ok ? (
          <>
            <h1 className="text-balance font-semibold text-2xl tracking-tight">
              You are invited to {place.value.workspace}
            </h1>
            <p className="mt-2 text-pretty text-soft">
              You come in as {role?.title.toLowerCase()}. {role?.may}
            </p>
            <Accept token={token} workspace={place.value.workspace} />
          </>
        ) : (
          <>
            <h1 className="text-balance font-semibold text-2xl tracking-tight">
              {place.problem.status === 404 ? "This invitation is not for you" : place.problem.detail}
            </h1>
            <p className="mt-2 mb-6 text-pretty text-soft">
              {place.problem.status === 404
                ? "It may be taken already, withdrawn, older than a week, or kept for another address. Ask for a new one."
                : place.problem.hint}
            </p>
            <Button asChild>
              <Link href="/">To your briefs</Link>
            </Button>
          </>
        )}
        <p className="mt-8 text-[13px] text-soft">You are signed in as {email}.</p>
      </div>
    </main>
  );
}
