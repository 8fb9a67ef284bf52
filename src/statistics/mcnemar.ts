import { chiSquareTail, fairBinomialMass, fairBinomialTail } from './distributions/tails.ts';

/** The fourfold table of two binary runs, and its tests. */
export interface McNemar {
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
  /** Exact and conditional on the discordant samples. */
  readonly p: number;
  /** Half of the observed table's probability taken off: less conservative. */
  readonly midP: number;
  /** With the continuity correction, for display only; null without a discordant sample. */
  readonly chiSquare: number | null;
  readonly chiSquareP: number | null;
}

/** Whether every score is 0 or 1, which is what McNemar's test is about. */
export function isBinary(values: Float64Array): boolean {
  for (const value of values) if (value !== 0 && value !== 1) return false;
  return true;
}

/**
 * McNemar's exact test and its mid-p version (statistics.md §10; Fagerland, Lydersen and Laake 2013). Both columns must be
 * binary.
 *
 * @example mcNemar(new Float64Array([1, 1, 0]), new Float64Array([0, 1, 0])).p // 1
 */
export function mcNemar(a: Float64Array, b: Float64Array): McNemar {
  const table = { both: 0, onlyA: 0, onlyB: 0, neither: 0 };
  for (let i = 0; i < a.length; i += 1) {
    if (a[i] === 1) table[b[i] === 1 ? 'both' : 'onlyA'] += 1;
    else table[b[i] === 1 ? 'onlyB' : 'neither'] += 1;
  }
  return { ...table, ...discordance(table.onlyA, table.onlyB) };
}

function discordance(onlyA: number, onlyB: number): Pick<McNemar, 'p' | 'midP' | 'chiSquare' | 'chiSquareP'> {
  const n = onlyA + onlyB;
  if (n === 0) return { p: 1, midP: 1, chiSquare: null, chiSquareP: null };
  const fewer = Math.min(onlyA, onlyB);
  const p = Math.min(1, 2 * fairBinomialTail(fewer, n));
  const chiSquare = (Math.abs(onlyA - onlyB) - 1) ** 2 / n;
  return { p, midP: midP(fewer, n), chiSquare, chiSquareP: chiSquareTail(chiSquare, 1) };
}

/** Exactly 1 where both sides have as many: rounding would leave a little less. */
function midP(fewer: number, n: number): number {
  if (2 * fewer === n) return 1;
  return Math.min(1, 2 * fairBinomialTail(fewer, n) - fairBinomialMass(fewer, n));
}
