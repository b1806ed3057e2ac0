import { type RefObject, useEffect, useRef, useState } from "react";

interface Taker {
  takeAll: (files: Iterable<File>) => void;
  uploading: boolean;
}

/**
 * Has the form around an element take files that are dropped or pasted anywhere in it.
 *
 * A brief that is sent while files are on their way goes out once they are there, with their fields drawn.
 */
export function useBriefForm(root: RefObject<HTMLElement | null>, taker: Taker) {
  const [over, setOver] = useState(false);
  const [held, setHeld] = useState(false);
  const now = useRef(taker);
  now.current = taker;
  useEffect(() => {
    if (!held || taker.uploading) return;
    setHeld(false);
    root.current?.closest("form")?.requestSubmit();
  }, [held, taker.uploading, root]);
  useEffect(() => {
    const form = root.current?.closest("form");
    if (!form) return;
    const on = new AbortController();
    const listen = <K extends keyof HTMLElementEventMap>(
      name: K,
      act: (event: HTMLElementEventMap[K]) => void,
    ) => form.addEventListener(name, act, on);
    const dragged = (event: DragEvent, inside: boolean) => {
      if (!event.dataTransfer?.types.includes("Files")) return false;
      event.preventDefault();
      setOver(inside);
      return true;
    };
    listen("dragover", (event) => void dragged(event, true));
    listen("dragleave", (event) => !form.contains(event.relatedTarget as Node) && setOver(false));
    listen("drop", (event) => dragged(event, false) && now.current.takeAll(event.dataTransfer?.files ?? []));
    listen("paste", (event) => {
      const files = event.clipboardData?.files;
      if (!files?.length) return;
      event.preventDefault();
      now.current.takeAll(files);
    });
    listen("submit", (event) => {
      if (!now.current.uploading || event.target !== form) return;
      event.preventDefault();
      event.stopPropagation();
      setHeld(true);
    });
    return () => on.abort();
  }, [root]);
  return { over, held };
}
