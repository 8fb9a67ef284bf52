/** Two numbers, the smaller one first: ends of a range, or the first and the last bin of a choice. */
export type Span = readonly [number, number];

/** Bins of equal width. */
export interface Bins {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The bin at a share of the width, from 0 to 1; what is beyond an end counts as there. */
export function binAt(share: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

/** From where the first chosen bin begins to where the last one ends; `null` where these are all. */
export function rangeOfBins([first, last]: Span, { from, to, count }: Bins): Span | null {
  if (first === 0 && last === count - 1) return null;
  const width = (to - from) / count;
  return [short(from + first * width), short(from + (last + 1) * width)];
}

/** The bins that a range touches; an end on a border belongs to the bin inside. */
export function spanOfRange([min, max]: Span, { from, to, count }: Bins): Span {
  const width = (to - from) / count;
  if (width === 0) return [0, count - 1];
  const first = Math.min(count - 1, Math.max(0, Math.floor(short((min - from) / width))));
  const last = Math.min(count - 1, Math.max(first, Math.ceil(short((max - from) / width)) - 1));
  return [first, last];
}

/** Without the digits that calculations leave, such as 0.30000000000000004. */
function short(value: number): number {
  return Number(value.toPrecision(10));
}
