"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import type { Question } from "@/lib/api/types";
import { type Answer, answering, keepAnswers, keptAnswers } from "@/lib/run/questions";
import { useRun } from "@/lib/run/store";
import { useDeeds } from "./deeds";

/** What the brief left open, asked back with answers to click; what was answered stays as it was said. */
export function Questions() {
  const run = useRun((now) => now.run);
  const plan = run.plan;
  const busy = useRun((now) => now.busy !== "");
  const deeds = useDeeds();
  const [answers, setAnswers] = useState<Answer[]>([]);
  useEffect(() => setAnswers(keptAnswers(run.id)), [run.id]);
  if (!plan) return null;
  const keep = (next: Answer[]) => {
    setAnswers(next);
    keepAnswers(run.id, next);
  };
  const answer = async (question: Question, option: Question["options"][number]) => {
    const operations = answering(question, option, plan.spec.pieces);
    const next = [...answers, { id: question.id, text: question.text, label: option.label }];
    keep(next);
    if (operations.length > 0 && !(await deeds.edit(operations, "The plan is changed"))) keep(answers);
  };
  const open =
    run.status === "planned"
      ? (plan.spec.questions ?? []).filter(({ id }) => !answers.some((one) => one.id === id))
      : [];
  return (
    <>
      {answers.map((one) => (
        <div key={one.id} className="grid gap-2 text-sm">
          <p>{one.text}</p>
          <p className="w-fit max-w-[92%] justify-self-end rounded-[16px] rounded-br-[5px] bg-lamp-wash px-3.5 py-2">
            {one.label}
          </p>
        </div>
      ))}
      {open.map((question) => (
        <fieldset key={question.id} className="grid gap-2 text-sm" disabled={busy}>
          <legend className="mb-2">{question.text}</legend>
          <div className="flex flex-wrap gap-2">
            {question.options.map((option, place) => (
              <Button
                key={option.label}
                size="sm"
                onClick={() => answer(question, option)}
                className="rounded-full border-lamp/50"
              >
                {option.label}
                {place === 0 && <span className="text-soft text-xs">as it is</span>}
              </Button>
            ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}
