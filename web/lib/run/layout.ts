import dagre from "@dagrejs/dagre";

export const NODE = { width: 152, height: 50 };
const LANE_HEAD = 34;
const LANE_GAP = 26;

interface Drawn {
  id: string;
  piece: string;
  needs: string[];
}

export interface Spot {
  id: string;
  x: number;
  y: number;
}

export interface Lane {
  piece: string;
  y: number;
  height: number;
}

export interface Chart {
  spots: Spot[];
  edges: { from: Spot; to: Spot }[];
  lanes: Lane[];
  width: number;
  height: number;
}

/** Where every step stands: one lane a piece, from what comes first on the left to what comes last on the right. */
export function chart(steps: Drawn[]): Chart {
  const pieces = [...new Set(steps.map((step) => step.piece))];
  const whole: Chart = { spots: [], edges: [], lanes: [], width: 0, height: 0 };
  for (const piece of pieces) {
    const lane = laneOf(steps.filter((step) => step.piece === piece));
    const top = whole.height + LANE_HEAD;
    const placed = new Map(lane.spots.map((spot) => [spot.id, { ...spot, y: spot.y + top }]));
    whole.spots.push(...placed.values());
    for (const step of steps) {
      const to = placed.get(step.id);
      for (const need of to ? step.needs : []) {
        const from = placed.get(need);
        if (from && to) whole.edges.push({ from, to });
      }
    }
    whole.lanes.push({ piece, y: whole.height, height: LANE_HEAD + lane.height });
    whole.height = top + lane.height + LANE_GAP;
    whole.width = Math.max(whole.width, lane.width);
  }
  return { ...whole, height: Math.max(0, whole.height - LANE_GAP) };
}

function laneOf(steps: Drawn[]): { spots: Spot[]; width: number; height: number } {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 12, ranksep: 46, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const step of steps) graph.setNode(step.id, { ...NODE });
  const own = new Set(steps.map((step) => step.id));
  for (const step of steps) for (const need of step.needs) if (own.has(need)) graph.setEdge(need, step.id);
  dagre.layout(graph);
  const spots = steps.map(({ id }) => {
    const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
    return { id, x: x - NODE.width / 2, y: y - NODE.height / 2 };
  });
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return { spots, width, height };
}
