import { scaleLinear } from 'd3-scale';

// Where everything in a chart stands, in units of its `viewBox`. Pure: the page and the browser application draw the same.

/** A difference with its interval; `null` where there is none. */
export interface Difference {
  readonly delta: number | null;
  readonly interval: readonly [number, number] | null;
}

/** The area of a forest plot that is drawn in: labels stand left of it, values right of it, and the axis below. */
export interface ForestFrame {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly rowHeight: number;
}

export interface ForestRow {
  /** The middle of the row. */
  readonly y: number;
  readonly interval: readonly [x1: number, x2: number] | null;
  readonly point: number | null;
}

export interface ForestPlot {
  readonly top: number;
  readonly bottom: number;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  /** The line of no difference. */
  readonly zero: number;
  /** The band within which differences count as nothing; `null` without a margin. */
  readonly margin: readonly [x1: number, x2: number] | null;
  readonly rows: readonly ForestRow[];
}

const TICKS = 6;

/**
 * A forest plot: a row for each difference, around the line of no difference, on a scale that shows every interval whole.
 *
 * @example forestPlot([{ delta: 0.1, interval: [0, 0.2] }], null, frame).rows[0].point
 */
export function forestPlot(differences: readonly Difference[], margin: number | null, frame: ForestFrame): ForestPlot {
  const { left, right, top, rowHeight } = frame;
  const x = scaleLinear(domainOf(differences, margin), [left, right]).nice(TICKS);
  const format = x.tickFormat(TICKS);
  return {
    top,
    bottom: top + differences.length * rowHeight,
    ticks: x.ticks(TICKS).map((tick) => ({ x: x(tick), label: format(tick) })),
    zero: x(0),
    margin: margin === null ? null : [x(-margin), x(margin)],
    rows: differences.map(({ delta, interval }, i) => ({
      y: top + (i + 0.5) * rowHeight,
      interval: interval === null ? null : [x(interval[0]), x(interval[1])],
      point: delta === null ? null : x(delta),
    })),
  };
}

/** All values and the margin, and some room on both sides of 0. */
function domainOf(differences: readonly Difference[], margin: number | null): [number, number] {
  const values = differences.flatMap(({ delta, interval }) => [delta ?? 0, ...(interval ?? [])]);
  const reach = Math.max(margin ?? 0, ...values.map(Math.abs)) || 1;
  return [Math.min(0, ...values, -0.15 * reach, -(margin ?? 0)), Math.max(0, ...values, 0.15 * reach, margin ?? 0)];
}

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The bars of a histogram, one for each bin. `tallest` is the share that fills the height, so that several histograms can be
 * drawn on one scale; a bin that is not empty is at least one unit high.
 *
 * @example histogramBars([1, 3], 0.75, { width: 10, height: 30 }) // heights 10 and 30
 */
export function histogramBars(
  counts: readonly number[],
  tallest: number,
  { width, height }: { readonly width: number; readonly height: number },
): readonly Bar[] {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const step = width / counts.length;
  return counts.map((count, i) => {
    const drawn = count === 0 ? 0 : Math.max(1, (height * (count / n)) / tallest);
    return { x: i * step + 0.5, y: height - drawn, width: step - 1, height: drawn };
  });
}

/** The largest share that any bin of any of the histograms has; 1 where all are empty. */
export function tallestShare(histograms: readonly (readonly number[])[]): number {
  const shares = histograms.map(
    (counts) =>
      Math.max(0, ...counts) /
      Math.max(
        1,
        counts.reduce((sum, count) => sum + count, 0),
      ),
  );
  return Math.max(0, ...shares) || 1;
}
