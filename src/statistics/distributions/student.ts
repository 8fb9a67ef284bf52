import { normalQuantile } from './normal.ts';
import { incompleteBeta, logBeta } from './special-functions.ts';

const recent = new Map<string, number>();

/**
 * The t with P(T > t) = `tail` for Student's t, 0 < tail < 1: Newton's method on the logarithm of the tail, kept in a bracket,
 * from the Cornish–Fisher expansion of the normal quantile. Twelve digits or more.
 *
 * @example studentQuantile(0.025, 5) // 2.5705818356363146
 */
export function studentQuantile(tail: number, df: number): number {
  if (tail > 0.5) return -studentQuantile(1 - tail, df);
  if (tail === 0.5) return 0;
  const key = `${tail} ${df}`;
  const known = recent.get(key);
  if (known !== undefined) return known;
  const t = solve(tail, df);
  if (recent.size >= 1_000) recent.clear();
  recent.set(key, t);
  return t;
}

function solve(tail: number, df: number): number {
  let low = 0;
  let high = Infinity;
  let t = firstGuess(tail, df);
  for (let step = 0; step < 200; step += 1) {
    const reached = studentTail(t, df);
    if (reached > tail) low = t;
    else high = t;
    let next = t + (Math.log(reached / tail) * reached) / density(t, df);
    if (!(next > low && next < high)) next = high === Infinity ? 2 * t : 0.5 * (low + high);
    if (Math.abs(next - t) <= 1e-15 * next) return next;
    t = next;
  }
  return t;
}

function firstGuess(tail: number, df: number): number {
  if (df <= 2) return 1 / tail;
  const z = -normalQuantile(tail);
  return z + (z * z * z + z) / (4 * df);
}

function density(t: number, df: number): number {
  return Math.exp(-0.5 * (df + 1) * Math.log1p((t * t) / df) - 0.5 * Math.log(df) - logBeta(df / 2, 0.5));
}

/**
 * P(T > t) for Student's t with `df` degrees of freedom (any positive number), as an upper tail.
 * Source: ½ I_x(ν/2, ½) with x = ν/(ν + t²), NIST DLMF 8.17.
 *
 * @example studentTail(2.5705818356363146, 5) // 0.025
 */
export function studentTail(t: number, df: number): number {
  if (t < 0) return 1 - studentTail(-t, df);
  if (t === Infinity) return 0;
  const square = t * t;
  return 0.5 * incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square));
}
