import type { Cumulants, LatticeLaw, Spectrum } from './lattice-law.ts';
import type { Tally } from './tally.ts';

/** Below this logarithm a modulus adds nothing to a double. */
const VANISHED = -48;

/**
 * The law of Σ wᵢBᵢ with fair coins Bᵢ ∈ {0, 1} and positive whole weights (given with their counts): the sum of randomly signed
 * differences is twice this less Σw. The characteristic function is a product of cosines (statistics.md §8, §20).
 */
export function signedSumLaw(weights: Tally): LatticeLaw {
  const ordered = heaviestFirst(weights);
  const { values, counts } = ordered;
  const total = values.reduce((sum, value, j) => sum + value * counts[j]!, 0);
  const coins = counts.reduce((sum, count) => sum + count, 0);
  return {
    lowest: 0,
    highest: total,
    logTopMass: -coins * Math.LN2,
    cumulants: (theta) => cumulants(ordered, total, theta),
    spectrum: (theta, size) => spectrum(ordered, total, theta, size),
  };
}

/** The weights that make the product of cosines vanish soonest come first. */
function heaviestFirst({ values, counts }: Tally): Tally {
  const order = Uint32Array.from(values.keys()).sort((i, j) => counts[j]! - counts[i]! || values[j]! - values[i]!);
  return { values: Float64Array.from(order, (i) => values[i]!), counts: Float64Array.from(order, (i) => counts[i]!) };
}

function cumulants({ values, counts }: Tally, total: number, theta: number): Cumulants {
  let log = 0.5 * total * theta;
  let mean = 0.5 * total;
  let variance = 0;
  for (let j = 0; j < values.length; j += 1) {
    const value = values[j]!;
    const count = counts[j]!;
    const half = 0.5 * value * theta;
    const slope = Math.tanh(half);
    log += count * logCosh(half);
    mean += 0.5 * count * value * slope;
    variance += 0.25 * count * value * value * (1 - slope * slope);
  }
  return { log, mean, variance };
}

function logCosh(x: number): number {
  const size = Math.abs(x);
  return size + Math.log1p(Math.exp(-2 * size)) - Math.LN2;
}

function spectrum({ values, counts }: Tally, total: number, theta: number, size: number): Spectrum {
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const slopes = values.map((value) => Math.tanh(0.5 * value * theta));
  const vanishing = counts.map((count) => Math.exp((2 * VANISHED) / count));
  for (let k = 0; k <= size / 2; k += 1) {
    let logModulus = 0;
    let phase = (((total % (2 * size)) * k) % (2 * size)) * (Math.PI / size);
    for (let j = 0; j < values.length; j += 1) {
      const angle = (((values[j]! % (2 * size)) * k) % (2 * size)) * (Math.PI / size);
      const c = Math.cos(angle);
      const s = slopes[j]! * Math.sin(angle);
      const square = c * c + s * s;
      if (square <= vanishing[j]!) logModulus = -Infinity;
      if (logModulus <= VANISHED) break;
      logModulus += 0.5 * counts[j]! * Math.log(square);
      phase += counts[j]! * Math.atan2(s, c);
    }
    if (!(logModulus > VANISHED)) continue;
    const modulus = Math.exp(logModulus);
    re[k] = modulus * Math.cos(phase);
    im[k] = modulus * Math.sin(phase);
    if (k > 0 && k < size / 2) {
      re[size - k] = re[k]!;
      im[size - k] = -im[k]!;
    }
  }
  return { re, im };
}
