"use client";

import {
  type CSSProperties,
  memo,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Plus } from "@/components/icons";
import { Maximize, Minus } from "@/components/studio/icons";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { duration, money } from "@/lib/format";
import { chart, NODE, type Spot } from "@/lib/run/layout";
import { isBusy, isDone, type StepShown, stepsOf } from "@/lib/run/model";
import { useRun, useRunStore } from "@/lib/run/store";
import { PHASE, pieceName, toolWords, vendorName } from "@/lib/run/words";
import { hue, StepMark } from "./step-mark";

interface View {
  x: number;
  y: number;
  scale: number;
}

const MARGIN = 20;
const SCALES = { least: 0.25, most: 1.6 };

/** The plan as a graph that is dragged and zoomed; the same is there as a list. */
export function PlanGraph() {
  const run = useRun((now) => now.run);
  const wire = useRun((now) => now.wire);
  const steps = stepsOf(run, wire);
  const shape = steps.map((step) => `${step.id}<${step.needs.join()}`).join(";");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the shape moves the steps, not how they stand
  const drawn = useMemo(() => chart(steps), [shape]);
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useView(box, drawn.width, drawn.height);
  const drag = useDrag(setView);
  const byId = new Map(steps.map((step) => [step.id, step]));
  const topics = new Map(run.plan?.spec.pieces.map((one) => [one.id, one.angle || one.topic]));
  return (
    <div className="relative min-h-[26rem] flex-1 overflow-hidden bg-well">
      {/* biome-ignore lint/a11y/useSemanticElements: a group of nodes is no set of fields */}
      <div
        ref={box}
        role="group"
        aria-label="The plan as a graph. Drag to move it, hold Ctrl and scroll to zoom. The list has the same steps."
        className="absolute inset-0 cursor-grab touch-none select-none active:cursor-grabbing"
        style={{
          backgroundImage: "radial-gradient(var(--line) 1px, transparent 1px)",
          backgroundSize: `${22 * view.scale}px ${22 * view.scale}px`,
          backgroundPosition: `${view.x}px ${view.y}px`,
        }}
        {...drag}
      >
        <div
          className="absolute top-0 left-0 origin-top-left"
          style={{
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
            width: drawn.width,
            height: drawn.height,
          }}
        >
          {drawn.lanes.map((lane) => (
            <p
              key={lane.piece}
              className="absolute left-0 flex items-baseline gap-2.5 whitespace-nowrap"
              style={{ top: lane.y }}
            >
              <span className="eyebrow">{pieceName(lane.piece)}</span>
              <span className="text-[13px]">{topics.get(lane.piece)}</span>
            </p>
          ))}
          <svg
            aria-hidden
            width={drawn.width}
            height={drawn.height}
            className="absolute inset-0 overflow-visible"
            fill="none"
          >
            {drawn.edges.map(({ from, to }) => {
              const [a, b] = [byId.get(from.id), byId.get(to.id)];
              const lit = a && b && isDone(a) && (isBusy(b) || isDone(b));
              return (
                <path
                  key={`${from.id}>${to.id}`}
                  d={curve(from, to)}
                  stroke={lit ? "var(--fine)" : "var(--line-strong)"}
                  strokeOpacity={lit ? 0.8 : 0.45}
                  strokeWidth={1.4}
                />
              );
            })}
          </svg>
          {drawn.spots.map((spot) => {
            const step = byId.get(spot.id);
            return step ? <Node key={spot.id} spot={spot} step={step} /> : null;
          })}
        </div>
      </div>
      <div className="absolute right-3 bottom-3 flex gap-1 rounded-[12px] border border-line bg-panel p-1 shadow-card">
        <Button
          look="quiet"
          size="icon"
          aria-label="Zoom out"
          className="size-8"
          onClick={() => setView((now) => zoomed(now, 0.8, box.current))}
        >
          <Minus />
        </Button>
        <Button
          look="quiet"
          size="icon"
          aria-label="Zoom in"
          className="size-8"
          onClick={() => setView((now) => zoomed(now, 1.25, box.current))}
        >
          <Plus />
        </Button>
        <Button
          look="quiet"
          size="icon"
          aria-label="Show all of it"
          className="size-8"
          onClick={() => setView(whole(box.current, drawn.width, drawn.height))}
        >
          <Maximize />
        </Button>
      </div>
    </div>
  );
}

const Node = memo(
  function Node({ spot, step }: { spot: Spot; step: StepShown }) {
    const store = useRunStore();
    const chosen = useRun((now) => now.step === step.id);
    const redone = useRun((now) => now.run.proposal?.redone.includes(step.id) ?? false);
    const words = toolWords(step.tool);
    const time = isDone(step) && step.seconds > 0 ? step.seconds : step.estimate.seconds;
    const busy = isBusy(step);
    const by = vendorName((isDone(step) && step.detail) || step.via);
    return (
      <button
        type="button"
        aria-label={`${words.name} of ${pieceName(step.piece)}: ${PHASE[step.state]}, ${duration(time)}, ${money(step.estimate.usd)}`}
        aria-pressed={chosen}
        onClick={() => store.setState({ step: chosen ? "" : step.id })}
        className={cn(
          "clip absolute grid content-center gap-0.5 overflow-hidden rounded-[9px] border border-line bg-raised pr-2.5 pl-3.5 text-left shadow-card transition-colors hover:border-line-strong",
          step.state === "waiting" && "bg-panel",
          busy && "border-tally",
          step.state === "failed" && "border-tally bg-tally-wash",
          redone && "border-draft border-dashed bg-draft-wash",
          chosen && "border-lamp ring-1 ring-lamp",
        )}
        style={
          {
            ...hue(step.tool),
            left: spot.x,
            top: spot.y,
            width: NODE.width,
            height: NODE.height,
          } as CSSProperties
        }
      >
        <span aria-hidden className="absolute inset-y-0 left-0 w-1 bg-[var(--clip)]" />
        <span className="flex items-center gap-1.5">
          <span className="min-w-0 flex-1 truncate font-medium text-[13px] leading-tight">{words.name}</span>
          <StepMark step={step} />
        </span>
        <span className="flex gap-2 whitespace-nowrap text-[11px] text-soft leading-tight">
          <span className="timecode">{time < 1 ? "< 1 s" : duration(time)}</span>
          <span className="timecode">{money(step.estimate.usd)}</span>
          {by && <span className="min-w-0 truncate">{by}</span>}
        </span>
        {busy && (
          <span
            aria-hidden
            className="absolute bottom-0 left-0 h-[3px] w-full origin-left bg-tally transition-transform duration-500"
            style={{ transform: `scaleX(${Math.max(0.06, step.part)})` }}
          />
        )}
      </button>
    );
  },
  (a, b) =>
    a.spot === b.spot &&
    a.step.state === b.step.state &&
    a.step.part === b.step.part &&
    a.step.seconds === b.step.seconds,
);

function curve(from: Spot, to: Spot): string {
  const [x1, y1] = [from.x + NODE.width, from.y + NODE.height / 2];
  const [x2, y2] = [to.x, to.y + NODE.height / 2];
  const bend = Math.max(22, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** Shows as much as can be read: all of it when that is not too small, else its beginning. */
function whole(box: HTMLElement | null, width: number, height: number): View {
  if (!box || width === 0) return { x: MARGIN, y: MARGIN, scale: 1 };
  const across = (box.clientWidth - 2 * MARGIN) / width;
  const down = (box.clientHeight - 2 * MARGIN) / height;
  const scale = Math.min(1.15, Math.max(0.55, Math.min(across, Math.max(down, across * 0.999))));
  const fits = width * scale <= box.clientWidth - MARGIN;
  const low = height * scale <= box.clientHeight - 2 * MARGIN;
  return {
    x: fits ? Math.max(MARGIN, (box.clientWidth - width * scale) / 2) : MARGIN,
    y: low ? Math.max(MARGIN, (box.clientHeight - height * scale) / 2.6) : MARGIN,
    scale,
  };
}

function zoomed(view: View, by: number, box: HTMLElement | null, at?: { x: number; y: number }): View {
  const scale = Math.min(SCALES.most, Math.max(SCALES.least, view.scale * by));
  const point = at ?? { x: (box?.clientWidth ?? 0) / 2, y: (box?.clientHeight ?? 0) / 2 };
  const ratio = scale / view.scale;
  return { scale, x: point.x - (point.x - view.x) * ratio, y: point.y - (point.y - view.y) * ratio };
}

type SetView = (next: View | ((now: View) => View)) => void;

function useView(
  box: React.RefObject<HTMLDivElement | null>,
  width: number,
  height: number,
): [View, SetView] {
  const [view, setView] = useState<View>({ x: MARGIN, y: MARGIN, scale: 1 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    setView(whole(element, width, height));
    const fit = new ResizeObserver(() => setView(whole(element, width, height)));
    fit.observe(element);
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const bounds = element.getBoundingClientRect();
      const at = { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
      if (event.ctrlKey || event.metaKey)
        setView((now) => zoomed(now, Math.exp(-event.deltaY / 240), element, at));
      else setView((now) => ({ ...now, x: now.x - event.deltaX, y: now.y - event.deltaY }));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      fit.disconnect();
      element.removeEventListener("wheel", wheel);
    };
  }, [box, width, height]);
  return [view, setView];
}

const CLICK_PIXELS = 4;

function useDrag(setView: SetView) {
  const from = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  const onPointerDown = useCallback((event: PointerEvent<HTMLElement>) => {
    if (event.button === 0) from.current = { x: event.clientX, y: event.clientY, moved: false };
  }, []);
  const onPointerMove = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const start = from.current;
      if (!start) return;
      const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
      if (!start.moved && Math.hypot(dx, dy) < CLICK_PIXELS) return;
      if (!start.moved) event.currentTarget.setPointerCapture(event.pointerId);
      from.current = { x: event.clientX, y: event.clientY, moved: true };
      setView((now) => ({ ...now, x: now.x + dx, y: now.y + dy }));
    },
    [setView],
  );
  const onPointerUp = useCallback(() => {
    from.current = null;
  }, []);
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp };
}
