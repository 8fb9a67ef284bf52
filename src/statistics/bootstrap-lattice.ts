import { fft } from './fft.ts';
import type { Lattice } from './lattice.ts';
import { type Cumulants, type LatticeLaw, latticeUpperTail, type Spectrum, tiltedMass, transformSize } from './lattice-law.ts';
import type { ResampledMean } from './resampled-mean.ts';
import { commonDivisor, tally, type Tally } from './tally.ts';

const TOLERANCE = 1e-12;
/** Below this a tail is computed from a tilted law: the transform's own error is about 1e-16. */
const SMALL_TAIL = 1e-5;

/**
 * The exact law of the bootstrap mean of values on a lattice: B = ∞, no seed, no Monte Carlo error (statistics.md §7, §20). Null
 * where the transform would have more than `longest` points.
 */
export function latticeBootstrap(lattice: Lattice, longest: number): ResampledMean | null {
  const n = lattice.units.length;
  const distinct = tally(lattice.units);
  const base = distinct.values[0]!;
  const divisor = commonDivisor(distinct.values.map((value) => value - base));
  const steps: Tally = { values: distinct.values.map((value) => (value - base) / divisor), counts: distinct.counts };
  const law = resampledSumLaw(steps, n);
  if (transformSize(law) > longest) return null;
  const { start, mass } = tiltedMass(law, 0);
  const last = start + mass.length - 1;
  const fromLeft = accumulated(mass);
  const fromRight = accumulated(mass.slice().reverse());
  const mirror = resampledSumLaw(mirrored(steps), n);
  const highest = law.highest;

  /** The sum in steps, exact where x is a point of the lattice. */
  const stepOf = (x: number): number => nearWhole((x * n * lattice.q - n * base) / divisor);
  const meanOf = (step: number): number => (n * base + divisor * step) / (n * lattice.q);
  const upTo = (step: number): number => {
    const rough = step < start ? 0 : step >= last ? 1 : fromLeft[step - start]!;
    return rough < SMALL_TAIL ? latticeUpperTail(mirror, highest - step) : rough;
  };
  const from = (step: number): number => {
    const rough = step > last ? 0 : step <= start ? 1 : fromRight[last - step]!;
    return rough < SMALL_TAIL ? latticeUpperTail(law, step) : rough;
  };
  return {
    method: 'exact',
    resamples: null,
    seed: null,
    sd: (divisor * Math.sqrt(law.cumulants(0).variance)) / (n * lattice.q),
    atMost: (x) => upTo(Math.floor(stepOf(x))),
    below: (x) => upTo(Math.ceil(stepOf(x)) - 1),
    atLeast: (x) => from(Math.ceil(stepOf(x))),
    lowerQuantile: (level) => meanOf(start + firstAtLeast(fromLeft, level - TOLERANCE)),
    upperQuantile: (level) => meanOf(last - firstAtLeast(fromRight, level - TOLERANCE)),
  };
}

function mirrored({ values, counts }: Tally): Tally {
  const top = values[values.length - 1]!;
  return { values: values.map((value) => top - value).reverse(), counts: counts.slice().reverse() };
}

function accumulated(mass: Float64Array): Float64Array {
  let total = 0;
  return mass.map((probability) => (total += probability));
}

function firstAtLeast(ascending: Float64Array, level: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! >= level) high = middle;
    else low = middle + 1;
  }
  return low;
}

function nearWhole(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) < 1e-6 ? whole : value;
}

/**
 * The law of the sum of `draws` values drawn with replacement from a tally of whole numbers: the bootstrap's. Its characteristic
 * function is that of one draw to the power of the draws (statistics.md §7, §20).
 */
function resampledSumLaw(weights: Tally, draws: number): LatticeLaw {
  const { values, counts } = weights;
  const last = values.length - 1;
  return {
    lowest: draws * values[0]!,
    highest: draws * values[last]!,
    logTopMass: draws * Math.log(counts[last]! / draws),
    cumulants: (theta) => cumulants(weights, draws, theta),
    spectrum: (theta, size) => spectrum(weights, draws, theta, size),
  };
}

function cumulants({ values, counts }: Tally, draws: number, theta: number): Cumulants {
  const shift = theta > 0 ? values[values.length - 1]! * theta : values[0]! * theta;
  let total = 0;
  let first = 0;
  let second = 0;
  for (let j = 0; j < values.length; j += 1) {
    const value = values[j]!;
    const weight = counts[j]! * Math.exp(value * theta - shift);
    total += weight;
    first += weight * value;
    second += weight * value * value;
  }
  const mean = first / total;
  const variance = Math.max(0, second / total - mean * mean);
  return { log: draws * (shift + Math.log(total / draws)), mean: draws * mean, variance: draws * variance };
}

function spectrum({ values, counts }: Tally, draws: number, theta: number, size: number): Spectrum {
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const { log } = cumulants({ values, counts }, draws, theta);
  for (let j = 0; j < values.length; j += 1) {
    const at = ((values[j]! % size) + size) % size;
    re[at]! += (counts[j]! / draws) * Math.exp(values[j]! * theta - log / draws);
  }
  fft(re, im);
  raise(re, im, draws);
  return { re, im };
}

/** Conjugates a real sequence's transform and raises it to a power; what is below 1e-21 becomes 0. */
function raise(re: Float64Array, im: Float64Array, power: number): void {
  const size = re.length;
  const vanishing = Math.exp(-96 / power);
  for (let k = 0; k <= size / 2; k += 1) {
    const square = re[k]! * re[k]! + im[k]! * im[k]!;
    const modulus = square <= vanishing ? 0 : Math.exp(0.5 * power * Math.log(square));
    const phase = modulus === 0 ? 0 : -power * Math.atan2(im[k]!, re[k]!);
    re[k] = modulus * Math.cos(phase);
    im[k] = modulus * Math.sin(phase);
    if (k > 0 && k < size / 2) {
      re[size - k] = re[k]!;
      im[size - k] = -im[k]!;
    }
  }
}
