import { useState } from "react";
import type { Attached } from "@/lib/home/draft";
import { said } from "@/lib/said";

/** A file on its way, or one that was refused. */
export interface Upcoming {
  key: string;
  name: string;
  /** 0..1 */
  part: number;
  wrong: string;
  left: AbortController;
}

/** Files that are handed over; `onTaken` gets each once it is there. */
export function useUploads(onTaken: (file: Attached) => void) {
  const [coming, setComing] = useState<Upcoming[]>([]);
  const change = (key: string, now: Partial<Upcoming>) =>
    setComing((all) => all.map((one) => (one.key === key ? { ...one, ...now } : one)));
  const drop = ({ key, left }: Upcoming) => {
    left.abort();
    setComing((all) => all.filter((one) => one.key !== key));
  };
  const take = async (file: File) => {
    const { key, left } = { key: crypto.randomUUID(), left: new AbortController() };
    const one: Upcoming = { key, left, name: file.name || "Pasted picture", part: 0, wrong: "" };
    setComing((all) => [...all, one]);
    const { refusalOf, upload } = await import("@/lib/upload");
    const wrong = refusalOf(file);
    if (wrong) return change(key, { wrong });
    const found = await upload(file, (part) => change(key, { part }), left.signal);
    if (!found.ok) return change(key, { wrong: said(found.problem) });
    drop(one);
    const { id, name, kind, url } = found.value;
    onTaken({ id, name, kind, url });
  };
  const takeAll = (files: Iterable<File>) => {
    for (const file of files) void take(file);
  };
  return { coming, drop, takeAll, uploading: coming.some((one) => !one.wrong) };
}
