import { type Outcome, problemOf, UNREACHABLE } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";

export type Asset = components["schemas"]["AssetView"];

const KINDS = /^(image|video|audio)\//;
/** What the service takes in one file. */
const MOST_BYTES = 2 * 1024 ** 3;

/** Why a file cannot be taken, before it is sent; empty when it can be tried. */
export function refusalOf(file: { name: string; type: string; size: number }, kinds = KINDS): string {
  if (file.size === 0) return "This file is empty.";
  if (file.type && !kinds.test(file.type))
    return kinds === KINDS
      ? "Only photos, clips and sounds can be attached."
      : "Only a picture will do here.";
  if (file.size > MOST_BYTES) return "This file is over 2 GB: cut it shorter first.";
  return "";
}

/** Hands a file over and tells how far it is, 0 to 1. */
export async function upload(
  file: File,
  onPart: (part: number) => void,
  signal?: AbortSignal,
): Promise<Outcome<Asset>> {
  // Renews the sign-in where that is due: the upload itself must not pass what would hold all of it in memory.
  await fetch("/bff/pulse").catch(() => undefined);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/bff/assets");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onPart(event.loaded / event.total);
    request.onload = () =>
      done(
        request.status < 300
          ? { ok: true, value: request.response as Asset }
          : { ok: false, problem: problemOf(request.status, request.response) },
      );
    request.onerror = () => done({ ok: false, problem: UNREACHABLE });
    request.onabort = () => done({ ok: false, problem: { ...UNREACHABLE, detail: "Stopped.", hint: "" } });
    signal?.addEventListener("abort", () => request.abort());
    const body = new FormData();
    body.set("file", file, file.name);
    request.send(body);
  });
}
