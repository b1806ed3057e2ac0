"use client";

import { Kbd } from "@/components/ui/bits";
import { Dialog } from "@/components/ui/dialog";

const GROUPS = [
  {
    name: "Everywhere",
    keys: [
      ["Ctrl K", "Find a run, go somewhere, do something"],
      ["?", "This list"],
      ["Esc", "Close what is open"],
    ],
  },
  {
    name: "Writing a brief",
    keys: [
      ["Enter", "Send"],
      ["Shift Enter", "A new line"],
    ],
  },
  {
    name: "In the studio",
    keys: [
      ["A", "Say yes to the plan"],
      ["G / L", "The plan as a graph or as a list"],
      ["V", "The videos"],
      ["J / K", "Next or previous piece"],
      ["E", "Change the chosen piece"],
      ["/", "Write to the studio"],
    ],
  },
  {
    name: "On a piece",
    keys: [
      ["Space", "Play or pause"],
      ["J / K", "Next scene or the one before"],
      ["← / →", "A second on or back, with Shift five"],
      ["R", "Redo the chosen scene"],
      ["L", "Lock it, or unlock it"],
      ["Z", "Show what the platform's buttons leave free"],
      ["C / M / F", "Captions, sound, full screen"],
    ],
  },
] as const;

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Keys" describes="Everything can be done without a mouse.">
      <div className="grid gap-6 overflow-y-auto px-5 pb-6">
        {GROUPS.map((group) => (
          <section key={group.name}>
            <h3 className="eyebrow mb-2">{group.name}</h3>
            <dl className="grid gap-1.5">
              {group.keys.map(([keys, words]) => (
                <div key={keys} className="flex items-center justify-between gap-4 text-sm">
                  <dt>{words}</dt>
                  <dd className="flex gap-1">
                    {keys
                      .split(" ")
                      .map((key) =>
                        key === "/" && keys !== "/" ? <span key={key}>/</span> : <Kbd key={key}>{key}</Kbd>,
                      )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
