import { scaleLinear, scalePoint } from 'd3-scale';

// Where everything in the course of a search stands, in units of its `viewBox`. Pure, as in geometry.ts.

/** What one step scored; `null` where nothing was scored. */
export interface PlottedStep {
  readonly mean: number | null;
  readonly interval: readonly [number, number] | null;
}

/** The area that is drawn in: the labels of the scale stand left of it, those of the steps below. */
export interface TrajectoryFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface TrajectoryPoint {
  readonly x: number;
  readonly y: number | null;
  readonly interval: readonly [y1: number, y2: number] | null;
}

export interface TrajectoryPlot {
  readonly points: readonly TrajectoryPoint[];
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
  /** The highest mean so far, as the `points` of a polyline. */
  readonly best: string;
  /** Every how many steps one has a label, so that they do not overlap. */
  readonly labelEvery: number;
}

const TICKS = 5;
const LABEL_WIDTH = 34;

/**
 * The means of the steps of a search with their intervals, from left to right, on a scale that shows every interval whole.
 *
 * @example trajectoryPlot([{ mean: 0.5, interval: [0.4, 0.6] }], frame).points[0]?.y
 */
export function trajectoryPlot(steps: readonly PlottedStep[], { left, right, top, bottom }: TrajectoryFrame): TrajectoryPlot {
  const x = scalePoint(steps.keys(), [left, right]).padding(0.5);
  const y = scaleLinear(domainOf(steps), [bottom, top]).nice(TICKS);
  const format = y.tickFormat(TICKS);
  const points = steps.map(({ mean, interval }, step) => ({
    x: x(step) ?? left,
    y: mean === null ? null : y(mean),
    interval: interval === null ? null : ([y(interval[0]), y(interval[1])] as const),
  }));
  return {
    points,
    ticks: y.ticks(TICKS).map((tick) => ({ y: y(tick), label: format(tick) })),
    best: bestLine(points),
    labelEvery: Math.max(1, Math.ceil((steps.length * LABEL_WIDTH) / (right - left))),
  };
}

/** All values with some room around them. */
function domainOf(steps: readonly PlottedStep[]): [number, number] {
  const values = steps.flatMap(({ mean, interval }) => [...(mean === null ? [] : [mean]), ...(interval ?? [])]);
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low) * 0.08 || 0.1;
  return [low - room, high + room];
}

function bestLine(points: readonly TrajectoryPoint[]): string {
  const corners: string[] = [];
  let highest: number | undefined;
  for (const { x, y } of points) {
    if (highest !== undefined) corners.push(`${x},${highest}`);
    if (y !== null && (highest === undefined || y < highest)) {
      highest = y;
      corners.push(`${x},${y}`);
    }
  }
  return corners.join(' ');
}
