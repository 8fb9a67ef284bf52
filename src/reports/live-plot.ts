import { scaleLinear } from 'd3-scale';

// Where everything in the course of a live comparison stands, in units of its `viewBox`. Pure, as in geometry.ts.

/** What was known in one metric after so many rows. */
export interface PlottedLook {
  readonly n: number;
  /** `null` before the first row. */
  readonly delta: number | null;
  readonly interval: readonly [number, number];
}

/** The area that is drawn in: the labels of the differences stand left of it, those of the rows below. */
export interface LiveFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface LivePlot {
  /** What was not excluded, as the `points` of a polygon. */
  readonly band: string;
  /** The differences, as the `points` of a polyline. */
  readonly line: string;
  /** The last difference; `null` before the first row. */
  readonly last: { readonly x: number; readonly y: number } | null;
  /** The line of no difference. */
  readonly zero: number;
  /** The band within which differences count as nothing; `null` without a margin. */
  readonly margin: readonly [y1: number, y2: number] | null;
  readonly rowTicks: readonly { readonly x: number; readonly label: string }[];
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
}

const TICKS = 5;

/** From this share of the rows so far on intervals are shown whole; those before are so wide that nothing else could be seen. */
const WHOLE_FROM = 0.2;

/**
 * The differences with their intervals over the rows, of all the rows that there may be. The scale shows the later intervals whole; what the
 * first ones have beyond it is cut off at the edge.
 *
 * @example livePlot([{ n: 10, delta: 0.1, interval: [-0.2, 0.4] }], { of: 100, margin: null }, frame).zero
 */
export function livePlot(
  looks: readonly PlottedLook[],
  { of, margin }: { readonly of: number; readonly margin: number | null },
  { left, right, top, bottom }: LiveFrame,
): LivePlot {
  const x = scaleLinear([0, of], [left, right]);
  const y = scaleLinear(domainOf(looks, margin), [bottom, top]).nice(TICKS);
  const format = y.tickFormat(TICKS);
  const inFrame = (value: number): number => Math.min(bottom, Math.max(top, y(value)));
  const corner = (n: number, value: number): string => `${x(n).toFixed(1)},${inFrame(value).toFixed(1)}`;
  const highs = looks.map(({ n, interval }) => corner(n, interval[1]));
  const lows = looks.map(({ n, interval }) => corner(n, interval[0]));
  const known = looks.flatMap(({ n, delta }) => (delta === null ? [] : [{ n, delta }]));
  const last = known.at(-1);
  return {
    band: [...highs, ...lows.toReversed()].join(' '),
    line: known.map(({ n, delta }) => corner(n, delta)).join(' '),
    last: last === undefined ? null : { x: x(last.n), y: inFrame(last.delta) },
    zero: inFrame(0),
    margin: margin === null ? null : [inFrame(margin), inFrame(-margin)],
    rowTicks: x
      .ticks(TICKS)
      .filter(Number.isInteger)
      .map((tick) => ({ x: x(tick), label: tick.toLocaleString('en') })),
    ticks: y.ticks(TICKS).map((tick) => ({ y: y(tick), label: format(tick) })),
  };
}

function domainOf(looks: readonly PlottedLook[], margin: number | null): [number, number] {
  const from = WHOLE_FROM * (looks.at(-1)?.n ?? 0);
  const values = looks.filter(({ n }) => n >= from).flatMap(({ delta, interval }) => [...interval, delta ?? 0]);
  const reach = Math.max(margin ?? 0, ...values.map(Math.abs)) || 1;
  return [Math.min(-0.15 * reach, -(margin ?? 0) * 1.2, ...values), Math.max(0.15 * reach, (margin ?? 0) * 1.2, ...values)];
}
