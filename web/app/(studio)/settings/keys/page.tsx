import type { Metadata } from "next";
import { NotYours, Part } from "@/components/forms/part";
import { KeyForm, KeyList } from "@/components/settings/keys";
import { Trouble } from "@/components/trouble";
import { orNothing, signedIn } from "@/lib/api/need";
import { settle } from "@/lib/api/problem";
import { get } from "@/lib/api/server";
import { areasOf } from "@/lib/settings/words";

export const metadata: Metadata = { title: "API keys" };

export default async function KeysPage() {
  const [keys, scopes] = await Promise.all([settle(get("/keys")), settle(get("/keys/scopes"))]);
  signedIn(keys);
  if (!keys.ok && keys.problem.status === 403)
    return (
      <Part id="keys" title="API keys">
        <NotYours>Keys are for owners only. An owner can make one for you, or make you an owner.</NotYours>
      </Part>
    );
  if (!keys.ok) return <Trouble problem={keys.problem} />;
  return (
    <>
      <Part
        id="keys"
        title="API keys"
        told={
          <>
            For programs of yours. A program sends its key as{" "}
            <code className="timecode text-xs">Authorization: Bearer …</code>; what it can ask for is
            described at{" "}
            <a href="/api/v1/docs" className="text-lamp underline underline-offset-4">
              /api/v1/docs
            </a>
            .
          </>
        }
      >
        <KeyList keys={keys.value} now={Date.now()} />
      </Part>
      <Part
        id="new-key"
        title="New key"
        told="Tick no more than the program needs. No key lets people or other keys in, or moves credits by itself."
      >
        <KeyForm areas={areasOf(orNothing(scopes) ?? [])} />
      </Part>
    </>
  );
}
