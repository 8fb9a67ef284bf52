import { fft } from './fft.ts';
import type { Cumulants, LatticeLaw, Spectrum } from './lattice-law.ts';
import type { Tally } from './tally.ts';

/**
 * The law of the sum of `draws` values drawn with replacement from a tally of whole numbers: the bootstrap's. Its characteristic
 * function is that of one draw to the power of the draws (statistics.md §7, §20).
 */
export function resampledSumLaw(weights: Tally, draws: number): LatticeLaw {
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
