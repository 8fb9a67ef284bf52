import { squaredDeviations } from './describe.ts';
import type { ResampledMean } from './resampled-mean.ts';

const LARGEST_FREQUENCIES = 600;
/** Half of the period, in standard deviations of the sum: room for skewed tails. */
const REACH = 16;

/**
 * The law of the bootstrap mean of many real values: the characteristic function of one draw to the power of n, inverted with the
 * trapezoid rule at half-integer points (Davies 1973; statistics.md §7, §20). Good to about 1e-12 in probability. Null where
 * the function does not die away, as with one value that outweighs all others.
 */
export function spectralBootstrap(values: Float64Array, mean: number): ResampledMean | null {
  const n = values.length;
  const sdOfSum = Math.sqrt(squaredDeviations(values, mean));
  const step = Math.PI / (REACH * sdOfSum);
  const spectrum = powers(
    values.map((value) => value - mean),
    step,
  );
  if (spectrum === null) return null;

  const upperTail = (x: number): number => {
    const distance = (x - mean) * n;
    if (distance >= 0.9 * REACH * sdOfSum) return 0;
    if (distance <= -0.9 * REACH * sdOfSum) return 1;
    let tail = 0.5;
    for (let k = 0; k < spectrum.length; k += 2) {
      const turns = 0.5 * k + 0.5;
      const angle = turns * step * distance;
      tail += (spectrum[k + 1]! * Math.cos(angle) - spectrum[k]! * Math.sin(angle)) / (Math.PI * turns);
    }
    return tail < 1e-12 ? 0 : Math.min(1, tail);
  };
  const quantile = (upperLevel: number): number => {
    let low = mean - (0.9 * REACH * sdOfSum) / n;
    let high = mean + (0.9 * REACH * sdOfSum) / n;
    for (let halving = 0; halving < 50; halving += 1) {
      const middle = 0.5 * (low + high);
      if (upperTail(middle) > upperLevel) low = middle;
      else high = middle;
    }
    return 0.5 * (low + high);
  };
  return {
    method: 'spectral',
    resamples: null,
    seed: null,
    sd: sdOfSum / n,
    atMost: (x) => 1 - upperTail(x),
    below: (x) => 1 - upperTail(x),
    atLeast: upperTail,
    lowerQuantile: (level) => quantile(1 - level),
    upperQuantile: quantile,
  };
}

/** φ(t)ⁿ at t = (k + ½) · step as re, im, re, im, …, until it has vanished; each value's phase is turned on step by step. */
function powers(centred: Float64Array, step: number): number[] | null {
  const n = centred.length;
  const turnRe = centred.map((value) => Math.cos(value * step));
  const turnIm = centred.map((value) => Math.sin(value * step));
  const re = centred.map((value) => Math.cos(0.5 * value * step));
  const im = centred.map((value) => Math.sin(0.5 * value * step));
  const spectrum: number[] = [];
  for (let silent = 0; silent < 8;) {
    if (spectrum.length === 2 * LARGEST_FREQUENCIES) return null;
    let sumRe = 0;
    let sumIm = 0;
    for (let i = 0; i < n; i += 1) {
      const c = re[i]!;
      const s = im[i]!;
      sumRe += c;
      sumIm += s;
      re[i] = c * turnRe[i]! - s * turnIm[i]!;
      im[i] = c * turnIm[i]! + s * turnRe[i]!;
    }
    const modulus = Math.exp(0.5 * n * Math.log((sumRe * sumRe + sumIm * sumIm) / (n * n)));
    const phase = n * Math.atan2(sumIm, sumRe);
    spectrum.push(modulus * Math.cos(phase), modulus * Math.sin(phase));
    silent = modulus < 1e-17 ? silent + 1 : 0;
  }
  return spectrum;
}
