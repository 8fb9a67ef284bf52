/** The distinct values in ascending order and how often each occurs. */
export interface Tally {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

const LARGEST_RANGE = 100_000;

/**
 * Counts the distinct whole numbers.
 *
 * @example tally(new Int32Array([2, -1, 2])) // { values: [-1, 2], counts: [1, 2] }
 */
export function tally(units: Int32Array): Tally {
  let lowest = units[0] ?? 0;
  let highest = lowest;
  for (const unit of units) {
    if (unit < lowest) lowest = unit;
    if (unit > highest) highest = unit;
  }
  return highest - lowest > LARGEST_RANGE ? sparse(units) : dense(units, lowest, highest);
}

/**
 * Counts the distinct sizes of the whole numbers that are not 0.
 *
 * @example sizeTally(new Int32Array([2, -1, 0, -2])) // { values: [1, 2], counts: [1, 2] }
 */
export function sizeTally(units: Int32Array): Tally {
  const sizes = new Int32Array(units.length);
  let n = 0;
  for (const unit of units) if (unit !== 0) sizes[n++] = Math.abs(unit);
  return tally(sizes.subarray(0, n));
}

function dense(units: Int32Array, lowest: number, highest: number): Tally {
  if (units.length === 0) return { values: new Float64Array(), counts: new Float64Array() };
  const occurrences = new Float64Array(highest - lowest + 1);
  for (const unit of units) occurrences[unit - lowest]! += 1;
  const values: number[] = [];
  occurrences.forEach((count, i) => {
    if (count > 0) values.push(lowest + i);
  });
  return { values: Float64Array.from(values), counts: occurrences.filter((count) => count > 0) };
}

function sparse(units: Int32Array): Tally {
  const seen = new Map<number, number>();
  for (const unit of units) seen.set(unit, (seen.get(unit) ?? 0) + 1);
  const values = Float64Array.from(seen.keys()).sort();
  return { values, counts: values.map((value) => seen.get(value) ?? 0) };
}

/**
 * Counts the distinct numbers, which need not be whole.
 *
 * @example tallyOfReals(new Float64Array([0.5, -1, 0.5])) // { values: [-1, 0.5], counts: [1, 2] }
 */
export function tallyOfReals(numbers: Float64Array): Tally {
  const sorted = numbers.toSorted();
  const counts = new Float64Array(sorted.length);
  let distinct = 0;
  for (const value of sorted) {
    if (distinct === 0 || value !== sorted[distinct - 1]) sorted[distinct++] = value + 0;
    counts[distinct - 1]! += 1;
  }
  return { values: sorted.slice(0, distinct), counts: counts.slice(0, distinct) };
}

/** The greatest common divisor of whole numbers; 1 where all are 0. */
export function commonDivisor(values: Float64Array): number {
  let divisor = 0;
  for (const value of values) {
    let a = Math.abs(value);
    while (a > 0) [divisor, a] = [a, divisor % a];
    if (divisor === 1) return 1;
  }
  return divisor === 0 ? 1 : divisor;
}
