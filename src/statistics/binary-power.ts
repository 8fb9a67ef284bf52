import { incompleteBeta } from './distributions/special-functions.ts';
import { normalDensity, normalQuantile, normalTail } from './distributions/normal.ts';
import { binomialLaw, binomialMass } from './distributions/binomial-law.ts';
import { fairBinomialMass, fairBinomialTail } from './distributions/tails.ts';
import { increasingRoot } from './increasing-root.ts';
import { KeptResults } from './kept-results.ts';
import { type ErrorRates, LARGE } from './power.ts';

/** So many sample sizes in a row have to reach the power before the first of them is named: the exact power saws. */
const IN_A_ROW = 11;

/** With so many samples that differ, the normal distribution says nearly where the search for a number of samples ends. */
const MANY = 1_000;

/** Of a smallest difference, relatively. */
const TOLERANCE = 1e-11;

/** A probability that adds nothing to a power. */
const NEGLIGIBLE = 1e-18;

/** Two runs with right-or-wrong scores. */
export interface BinaryStudy {
  readonly n: number;
  /** The share of samples on which the runs differ. */
  readonly discordance: number;
}

/**
 * The power of the exact sign flip (McNemar's exact test) against a true difference `delta` of two shares: m ~ Bin(n, q) samples differ,
 * A alone is right on Bin(m, (q + δ)/2q) of them, and both directions count (statistics.md §26). A difference beyond q raises q to it.
 * Above 100,000 samples by the normal distribution.
 *
 * @example binaryPower({ n: 100, discordance: 0.2 }, 0.12, 0.05) // 0.7356912179411618
 */
export function binaryPower({ n, discordance }: BinaryStudy, delta: number, alpha: number): number {
  const size = Math.min(1, Math.abs(delta));
  return powerCurve(n, Math.max(size, discordance), alpha)(size);
}

/**
 * The smallest true difference that the exact sign flip finds with the given power (statistics.md §26); null where even 1 is not found.
 *
 * @example binaryDetectable({ n: 100, discordance: 0.2 }, { alpha: 0.05, power: 0.8 }) // 0.1277249574761989
 */
export function binaryDetectable({ n, discordance }: BinaryStudy, { alpha, power }: ErrorRates): number | null {
  return kept.get(`${n} ${discordance} ${alpha} ${power}`, () => detectable({ n, discordance }, { alpha, power }));
}

const kept = new KeptResults<number | null>();

function detectable(study: BinaryStudy, { alpha, power }: ErrorRates): number | null {
  if (study.n < 1 || binaryPower(study, 1, alpha) < power) return null;
  const kink = Math.min(1, study.discordance);
  const within = powerCurve(study.n, kink, alpha);
  const isWithin = within(kink) >= power;
  const at = isWithin ? within : (delta: number): number => binaryPower(study, delta, alpha);
  const guess = nearlyDetectable(study.n, kink, { alpha, power });
  const slope = normalDensity(normalQuantile(power)) * Math.sqrt(study.n / kink);
  const [low, high] = isWithin ? [0, kink] : [kink, 1];
  return increasingRoot((delta) => at(delta) - power, { low, high, guess, slope, tolerance: TOLERANCE * guess });
}

/**
 * How many samples find a true difference with the given power: the first number from which eleven in a row do (statistics.md §26). Null
 * for a difference of 0, beyond 1, or too small to count the samples.
 *
 * @example binaryRequiredSamples(0.2, 0.12, { alpha: 0.05, power: 0.8 }) // 115
 */
export function binaryRequiredSamples(discordance: number, delta: number, { alpha, power }: ErrorRates): number | null {
  const size = Math.abs(delta);
  if (!(size > 0) || size > 1) return null;
  const q = Math.max(size, discordance);
  const z = -normalQuantile(alpha / 2) + normalQuantile(power);
  const rough = (z * z * (q - size * size)) / (size * size);
  if (rough > Number.MAX_SAFE_INTEGER) return null;
  if (rough > LARGE) return nearlyRequired(q, size, { alpha, power });
  let inRow = 0;
  let n = firstNumber(rough, q, size, { alpha, power });
  for (; inRow < IN_A_ROW; n += 1) inRow = binaryPower({ n, discordance: q }, size, alpha) >= power ? inRow + 1 : 0;
  return n - IN_A_ROW;
}

/** Where the search begins: safely below where it ends. */
function firstNumber(rough: number, q: number, delta: number, rates: ErrorRates): number {
  if (rough * q < MANY) return Math.max(6, Math.floor(0.5 * rough));
  return Math.floor(nearlyRequired(q, delta, rates) * (1 - 1.5 / Math.sqrt(rough * q)));
}

/*
 * With many samples: the sum of the signs is normal, and on average it passes Student's bound by 1 where the exact test rejects, because
 * it moves in steps of 2.
 */

function nearlyPower(n: number, q: number, delta: number, alpha: number): number {
  const bound = -normalQuantile(alpha / 2) * Math.sqrt(n * q) + 1;
  const sd = Math.sqrt(n * (q - delta * delta));
  if (sd === 0) return n * delta > bound ? 1 : 0;
  return Math.min(1, normalTail((bound - n * delta) / sd) + normalTail((bound + n * delta) / sd));
}

/** Where `nearlyPower` reaches the power, by fixed-point iteration over the variance. */
function nearlyDetectable(n: number, q: number, { alpha, power }: ErrorRates): number {
  const bound = -normalQuantile(alpha / 2) * Math.sqrt(n * q) + 1;
  const z = normalQuantile(power);
  let delta = 0;
  for (let step = 0; step < 20; step += 1) delta = (bound + z * Math.sqrt(n * Math.max(0, q - delta * delta))) / n;
  return delta;
}

function nearlyRequired(q: number, delta: number, { alpha, power }: ErrorRates): number {
  const z = -normalQuantile(alpha / 2) * Math.sqrt(q) + normalQuantile(power) * Math.sqrt(q - delta * delta);
  return Math.ceil(((z + Math.sqrt(z * z + 4 * delta)) / (2 * delta)) ** 2);
}

/** The power against differences of up to q, where a share q of the samples differs. */
function powerCurve(n: number, q: number, alpha: number): (delta: number) => number {
  if (n < 1 || q === 0) return () => 0;
  if (n > LARGE) return (delta) => nearlyPower(n, q, delta, alpha);
  const { low, masses } = binomialLaw(n, q);
  const critical = criticalCounts(low, masses.length, alpha);
  return (delta) => {
    const share = Math.min(1, (q + delta) / (2 * q));
    const likely = tails(low, critical, 1 - share);
    const unlikely = tails(low, critical, share);
    let power = 0;
    for (let i = 0; i < masses.length; i += 1) power += masses[i]! * (unlikely[i]! + likely[i]!);
    return Math.min(1, power);
  };
}

/**
 * For `low` discordant samples and the `count − 1` numbers after it: the largest c for which c against the others is significant; −1
 * where nothing is.
 */
function criticalCounts(low: number, count: number, alpha: number): Int32Array {
  const critical = new Int32Array(count);
  const near = 1e-9 * alpha;
  const isSignificant = (c: number, m: number): boolean => 2 * fairBinomialTail(c, m) <= alpha;
  let next = 0;
  for (let end = low; next < end;) {
    const middle = (next + end) >> 1;
    if (isSignificant(middle, low)) next = middle + 1;
    else end = middle;
  }
  let tail = fairBinomialTail(next, low);
  let mass = fairBinomialMass(next, low);
  critical[0] = next - 1;
  for (let i = 1; i < count; i += 1) {
    const m = low + i;
    tail -= 0.5 * mass;
    mass *= (0.5 * m) / (m - next);
    const excess = 2 * tail - alpha;
    const isNear = excess < near && excess > -near;
    if (isNear ? isSignificant(next, m) : excess <= 0) {
      mass *= (m - next) / (next + 1);
      next += 1;
      tail += mass;
    }
    critical[i] = next - 1;
  }
  return critical;
}

/** P(Bin(m, share) ≤ critical) for the numbers m from `low` on, each from the one before; for large shares it only falls. */
function tails(low: number, critical: Int32Array, share: number): Float64Array {
  const found = new Float64Array(critical.length);
  const other = 1 - share;
  let tail = -1;
  let mass = 0;
  for (let i = 0; i < critical.length; i += 1) {
    const m = low + i;
    const c = critical[i]!;
    if (c < 0) continue;
    if (tail < 0) {
      tail = incompleteBeta(other, m - c, c + 1, share);
      mass = binomialMass(c, m, share);
      if (share > 0.5 && tail < NEGLIGIBLE) break;
    } else {
      tail -= share * mass;
      mass *= (m / (m - critical[i - 1]!)) * other;
      if (c > critical[i - 1]!) {
        mass *= other === 0 ? 0 : ((m - c + 1) * share) / (c * other);
        tail += mass;
      }
    }
    found[i] = tail > 0 ? tail : 0;
  }
  return found;
}
