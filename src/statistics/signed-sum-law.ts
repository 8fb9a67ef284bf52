import { cosineTable } from './fft.ts';
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
  const period = 2 * size;
  const cosine = cosineTable(period);
  const steps = values.map((value) => value % period);
  const slopes = values.map((value) => Math.tanh(0.5 * value * theta));
  const vanishing = counts.map((count) => Math.exp((2 * VANISHED) / count));
  for (let k = 0; k <= size / 2; k += 1) {
    const logModulus = logModulusAt(k);
    if (logModulus <= VANISHED) continue;
    const phase = phaseAt(k);
    re[k] = Math.exp(logModulus) * Math.cos(phase);
    im[k] = Math.exp(logModulus) * Math.sin(phase);
    if (k > 0 && k < size / 2) {
      re[size - k] = re[k]!;
      im[size - k] = -im[k]!;
    }
  }
  return { re, im };

  function logModulusAt(k: number): number {
    let log = 0;
    for (let j = 0; j < steps.length; j += 1) {
      const c = cosine[(steps[j]! * k) % period]!;
      const square = c * c + slopes[j]! * slopes[j]! * (1 - c * c);
      if (square <= vanishing[j]!) return -Infinity;
      log += 0.5 * counts[j]! * Math.log(square);
      if (log <= VANISHED) return log;
    }
    return log;
  }

  function phaseAt(k: number): number {
    let phase = (((total % period) * k) % period) * (Math.PI / size);
    for (let j = 0; j < steps.length; j += 1) {
      const at = (steps[j]! * k) % period;
      const sine = cosine[(at + period - size / 2) % period]!;
      phase += counts[j]! * Math.atan2(slopes[j]! * sine, cosine[at]!);
    }
    return phase;
  }
}
