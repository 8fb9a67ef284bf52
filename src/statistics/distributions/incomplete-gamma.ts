import { logGamma } from './log-gamma.ts';

const MAX_TERMS = 20_000;

/**
 * The upper regularized incomplete gamma function Q(a, x): a series below a + 1 (NIST DLMF 8.7.1), Lentz's continued fraction
 * above (8.9.2), so that a small tail keeps its relative precision.
 *
 * @example incompleteGammaUpper(0.5, 1.9207294) // 0.05, the two-sided tail of the standard normal at 1.96
 */
export function incompleteGammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k <= MAX_TERMS && term > sum * 1e-17; k += 1) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, x: number): number {
  let base = x + 1 - a;
  let numerator = 1e300;
  let denominator = 1 / base;
  let fraction = denominator;
  for (let k = 1; k <= MAX_TERMS; k += 1) {
    const step = -k * (k - a);
    base += 2;
    denominator = 1 / (step * denominator + base);
    numerator = base + step / numerator;
    const change = numerator * denominator;
    fraction *= change;
    if (Math.abs(change - 1) < 3e-16) break;
  }
  return fraction;
}
