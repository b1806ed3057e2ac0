"use client";

import { useEffect } from "react";
import { toast } from "@/components/shell/toasts";
import type { Answered } from "@/lib/actions/form";

/** Says in passing that a form did what it is for. */
export function useTold(state: Answered<unknown>, text: string): void {
  useEffect(() => {
    if (state.value) toast(text);
  }, [state, text]);
}
