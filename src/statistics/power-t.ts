import { logGamma } from './distributions/log-gamma.ts';
import { normalTail } from './distributions/normal-tail.ts';
import { studentQuantile } from './distributions/student-quantile.ts';
import { gaussLegendre } from './gauss-legendre.ts';
import { requiredSamples, type ErrorRates } from './power.ts';

const USUAL: ErrorRates = { alpha: 0.05, power: 0.8 };
const NODES = gaussLegendre(200);

/**
 * The power of the two-sided paired t test against a true difference: ∫ f(s) [Φ(nc − t_c s) + Φ(−nc − t_c s)] ds with
 * nc = δ√n/sd and s ~ χ_ν/√ν (statistics.md §13; Gauss–Legendre over 1 ± 12/√(2ν)). Needs n ≥ 2.
 *
 * @example tTestPower(0.3, 787, 0.03) // 0.8001…
 */
export function tTestPower(sdOfDifferences: number, n: number, delta: number, alpha: number = USUAL.alpha): number {
  const df = n - 1;
  const critical = studentQuantile(alpha / 2, df);
  const noncentrality = (Math.abs(delta) * Math.sqrt(n)) / sdOfDifferences;
  const low = Math.max(0, 1 - 12 / Math.sqrt(2 * df));
  const half = (1 + 12 / Math.sqrt(2 * df) - low) / 2;
  const logScale = Math.LN2 + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  let power = 0;
  for (let i = 0; i < NODES.points.length; i += 1) {
    const s = low + half * (1 + NODES.points[i]!);
    const density = Math.exp(logScale + (df - 1) * Math.log(s) - (df * s * s) / 2);
    const rejected = normalTail(critical * s - noncentrality) + normalTail(critical * s + noncentrality);
    power += NODES.weights[i]! * half * density * rejected;
  }
  return Math.min(1, power);
}

/**
 * The smallest true difference that the paired t test finds with the given power, exactly. Null below n = 3 or without spread.
 *
 * @example minimumDetectableEffectT(0.3, 1000) // 0.026603722678276338
 */
export function minimumDetectableEffectT(sdOfDifferences: number, n: number, rates: ErrorRates = USUAL): number | null {
  if (n < 3 || sdOfDifferences === 0) return null;
  let low = 0;
  let high = sdOfDifferences;
  while (tTestPower(sdOfDifferences, n, high, rates.alpha) < rates.power) high *= 2;
  for (let halving = 0; halving < 60 && high - low > 1e-14 * high; halving += 1) {
    const middle = 0.5 * (low + high);
    if (tTestPower(sdOfDifferences, n, middle, rates.alpha) < rates.power) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

/**
 * How many samples the paired t test needs to find a true difference with the given power, exactly. Null for delta = 0.
 *
 * @example requiredSamplesT(0.3, 0.03) // 787
 */
export function requiredSamplesT(sdOfDifferences: number, delta: number, rates: ErrorRates = USUAL): number | null {
  const rough = requiredSamples(sdOfDifferences * sdOfDifferences, delta, rates);
  if (rough === null) return null;
  let n = Math.max(2, Math.floor(rough));
  while (n > 2 && tTestPower(sdOfDifferences, n - 1, delta, rates.alpha) >= rates.power) n -= 1;
  while (tTestPower(sdOfDifferences, n, delta, rates.alpha) < rates.power) n += 1;
  return n;
}
