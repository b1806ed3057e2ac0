export const NODE = { width: 152, height: 50 };
const LANE_HEAD = 34;
const LANE_GAP = 26;
const ROW_GAP = 12;
const COLUMN_GAP = 46;

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

/** Columns by how much must come before; within one, steps stand near what they need. */
function laneOf(steps: Drawn[]): { spots: Spot[]; width: number; height: number } {
  const columns = columnsOf(steps);
  const [wide, high] = [NODE.width + COLUMN_GAP, NODE.height + ROW_GAP];
  const rows = Math.max(0, ...columns.map((column) => column.length));
  const height = Math.max(0, rows * high - ROW_GAP);
  const middle = new Map<string, number>();
  const spots = columns.flatMap((column, place) => {
    const pull = (step: Drawn) => {
      const known = step.needs.flatMap((need) => middle.get(need) ?? []);
      return known.reduce((sum, one) => sum + one, 0) / (known.length || 1);
    };
    const sorted = column.map((step) => ({ step, at: pull(step) })).sort((a, b) => a.at - b.at);
    const top = (height - (column.length * high - ROW_GAP)) / 2;
    return sorted.map(({ step }, row): Spot => {
      const y = top + row * high;
      middle.set(step.id, y);
      return { id: step.id, x: place * wide, y };
    });
  });
  return { spots, width: Math.max(0, columns.length * wide - COLUMN_GAP), height };
}

function columnsOf(steps: Drawn[]): Drawn[][] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const known = new Map<string, number>();
  const rank = (step: Drawn): number => {
    const found = known.get(step.id);
    if (found !== undefined) return found;
    known.set(step.id, 0);
    const before = step.needs.flatMap((need) => byId.get(need) ?? []);
    const own = before.length === 0 ? 0 : 1 + Math.max(...before.map(rank));
    known.set(step.id, own);
    return own;
  };
  const columns: Drawn[][] = [];
  for (const step of steps) {
    const column = rank(step);
    columns[column] = [...(columns[column] ?? []), step];
  }
  return columns;
}
