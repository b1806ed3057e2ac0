"use client";

import { useEffect, useState } from "react";
import type { Catalogue } from "@/lib/api/types";

const NOTHING: Catalogue = {
  voices: [],
  presenters: [],
  captions: [],
  moods: [],
  tones: [],
  platforms: [],
  languages: [],
  fonts: [],
  palettes: [],
  niches: [],
};

let asked: Promise<Catalogue> | undefined;

/** What may be chosen, asked for once a page load; nothing where it cannot be had. */
export function catalogue(): Promise<Catalogue> {
  asked ??= fetch("/bff/options")
    .then((answer) => (answer.ok ? (answer.json() as Promise<Catalogue>) : Promise.reject(answer.status)))
    .catch(() => {
      asked = undefined;
      return NOTHING;
    });
  return asked;
}

/** What may be chosen; undefined until it is known. */
export function useCatalogue(): Catalogue | undefined {
  const [known, setKnown] = useState<Catalogue>();
  useEffect(() => {
    let gone = false;
    void catalogue().then((found) => !gone && setKnown(found));
    return () => {
      gone = true;
    };
  }, []);
  return known;
}
