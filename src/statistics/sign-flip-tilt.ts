/** Sizes |d| and how often each occurs, as a whole number; ascending where one occurs more than once. */
export interface Sizes {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** A law of signed sums under which the observed sum is the mean: each sign is + with odds e^(2t|d|). */
export interface Tilt {
  readonly t: number;
  /** ln of E e^(tX) under fair signs: Σ ln cosh(t|d|). */
  readonly log: number;
}

/**
 * The exponential tilt that moves the mean of the randomly signed sum to `sum`, 0 ≤ sum < Σ|d|: the t with Σ|d|·tanh(t|d|) = sum (Esscher
 * 1932; Siegmund 1976). By Newton's method, kept within bounds by bisection.
 *
 * @example tiltTo({ values: Float64Array.of(1), counts: Float64Array.of(100) }, 20).t // 0.2027 = atanh(0.2)
 */
export function tiltTo(sizes: Sizes, sum: number): Tilt {
  let [low, high] = [0, Infinity];
  let t = 0;
  let log = 0;
  for (let step = 0; step < 200; step += 1) {
    const here = cumulants(sizes, t);
    log = here.log;
    if (Math.abs(here.mean - sum) <= 1e-10 * Math.sqrt(here.variance)) break;
    if (here.mean < sum) low = t;
    else high = t;
    const newton = t + (sum - here.mean) / here.variance;
    t = newton > low && newton < high ? newton : high === Infinity ? 2 * t : 0.5 * (low + high);
  }
  return { t, log };
}

function cumulants({ values, counts }: Sizes, t: number) {
  let log = 0;
  let mean = 0;
  let variance = 0;
  for (let j = 0; j < values.length; j += 1) {
    const value = values[j]!;
    const slope = Math.tanh(t * value);
    log += counts[j]! * logCosh(t * value);
    mean += counts[j]! * value * slope;
    variance += counts[j]! * value * value * (1 - slope * slope);
  }
  return { log, mean, variance };
}

/** ln cosh x, without overflow. */
export function logCosh(x: number): number {
  const size = Math.abs(x);
  return size + Math.log1p(Math.exp(-2 * size)) - Math.LN2;
}
