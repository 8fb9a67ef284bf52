import { normalQuantile, normalTail } from './distributions/normal.ts';
import { KeptResults } from './kept-results.ts';
import { type ErrorRates, LARGE, minimumDetectableEffect, minimumDetectableEffectT, tTestPower } from './power.ts';

/** Multipliers of the sign flip at α, by samples and for a power of 0.8 and of 0.9; simulated, good to 0.05. */
type Table = readonly (readonly [n: number, at80: number, at90: number])[];

/* From 12 and from 16 samples on, Student's distribution gives the same within that error. */
const TABLES: ReadonlyMap<number, Table> = new Map([
  [
    0.05,
    [
      [6, 4.41, 5.22],
      [7, 3.55, 4.1],
      [8, 3.36, 3.93],
      [9, 3.26, 3.79],
      [10, 3.19, 3.7],
      [12, 3.08, 3.58],
    ],
  ],
  [
    0.01,
    [
      [8, 5.44, 6.25],
      [9, 4.84, 5.55],
      [10, 4.35, 4.97],
      [12, 4.16, 4.74],
      [15, 3.97, 4.46],
    ],
  ],
]);

const FEW = new Map([
  [0.05, 11],
  [0.01, 15],
]);

/** Below this many samples the sign flip is weaker than Student's test, and only the tables say by how much. */
const SMALL = 13;

/** Which test is to find the difference: the sign flip, of samples or of clusters, or one with Student's distribution. */
export type DetectingTest = 'sign-flip' | 't';

/** Whether so few samples, or clusters, can't be significant however large the difference is: 2^(1 − n) > α (statistics.md §26). */
export function isTooFew(n: number, alpha: number): boolean {
  return n < 2 || 2 ** (1 - n) > alpha;
}

/**
 * How many standard errors a true difference has to be large for a test of n graded samples, or of n clusters, to find it with the given
 * power: the noncentral t on n − 1 degrees of freedom, and for the sign flip of few samples a simulated table (statistics.md §26). Null
 * where so few can't be significant.
 *
 * @example detectionMultiplier(20, { alpha: 0.05, power: 0.8 }, 'sign-flip') // 2.95
 */
export function detectionMultiplier(n: number, rates: ErrorRates, test: DetectingTest): number | null {
  if (isTooFew(n, rates.alpha) || n < 3) return null;
  const known = test === 'sign-flip' ? fromTable(n, rates.alpha) : null;
  if (known === null) return studentMultiplier(n, rates);
  return known[0] + (known[1] - known[0]) * standing(rates.power);
}

/** The power against a true difference of so many standard errors: the same relation, solved for the power. */
export function powerAtMultiple(n: number, multiple: number, alpha: number, test: DetectingTest): number {
  if (isTooFew(n, alpha) || n < 3) return 0;
  const atMost = studentPower(n, multiple, alpha);
  const known = test === 'sign-flip' ? fromTable(n, alpha) : null;
  if (known === null) return atMost;
  const z = AT_80 + ((multiple - known[0]) / (known[1] - known[0])) * (AT_90 - AT_80);
  return Math.min(atMost, normalTail(-z));
}

/** Whether the multiplier is an approximation: the sign flip of few samples at an α, or a power, that no table has. */
export function isApproximate(n: number, { alpha, power }: ErrorRates, test: DetectingTest): boolean {
  if (test === 't' || isTooFew(n, alpha)) return false;
  const known = FEW.get(alpha);
  return known === undefined ? n < SMALL : n <= known && power !== 0.8 && power !== 0.9;
}

const AT_80 = normalQuantile(0.8);
const AT_90 = normalQuantile(0.9);

/** 0 for a power of 0.8, 1 for 0.9, and on the line through their normal quantiles for any other. */
function standing(power: number): number {
  return (normalQuantile(power) - AT_80) / (AT_90 - AT_80);
}

/** The multipliers for a power of 0.8 and of 0.9, between the sizes that the table has by interpolation. */
function fromTable(n: number, alpha: number): readonly [number, number] | null {
  const table = TABLES.get(alpha);
  if (table === undefined || n > (FEW.get(alpha) ?? 0)) return null;
  const at = table.findIndex(([size]) => size >= n);
  const above = table[at];
  const below = above?.[0] === n ? above : table[at - 1];
  if (above === undefined || below === undefined) return null;
  const share = above === below ? 0 : (n - below[0]) / (above[0] - below[0]);
  return [below[1] + share * (above[1] - below[1]), below[2] + share * (above[2] - below[2])];
}

const kept = new KeptResults<number | null>();

function studentMultiplier(n: number, rates: ErrorRates): number | null {
  if (n > LARGE) return Math.sqrt(n) * (minimumDetectableEffect(1, n, rates) ?? NaN);
  return kept.get(`${n} ${rates.alpha} ${rates.power}`, () => {
    const smallest = minimumDetectableEffectT(1, n, rates);
    return smallest === null ? null : Math.sqrt(n) * smallest;
  });
}

function studentPower(n: number, multiple: number, alpha: number): number {
  if (n <= LARGE) return tTestPower(1, n, multiple / Math.sqrt(n), alpha);
  const critical = -normalQuantile(alpha / 2);
  return Math.min(1, normalTail(critical - multiple) + normalTail(critical + multiple));
}
