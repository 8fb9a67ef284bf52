import { randomStream } from './random.ts';

/**
 * The sign-flip p-value from fair random signs: (1 + #{|S*| ≥ |S| − ε}) / (B + 1) (statistics.md §8, §20). The 256 signed sums of
 * every eight differences are tabulated, and one random byte picks one of them. Its relative error grows as p falls, unlike that of tiltedSignFlip.
 *
 * @example sampledSignFlip(differences, 99_999, 42)
 */
export function sampledSignFlip(differences: Float64Array, resamples: number, seed: number): number {
  const tables = signedTotals(differences);
  const blocks = tables.length / 256;
  const words = new Uint32Array(Math.ceil(blocks / 4));
  const bytes = new Uint8Array(words.buffer);
  const stream = randomStream(seed);
  const threshold = thresholdOf(differences);
  let extreme = 0;
  for (let draw = 0; draw < resamples; draw += 1) {
    stream.fill(words);
    let sum = 0;
    for (let block = 0; block < blocks; block += 1) sum += tables[256 * block + bytes[block]!]!;
    if (Math.abs(sum) >= threshold) extreme += 1;
  }
  return (1 + extreme) / (resamples + 1);
}

/** The 256 signed sums of every eight values, one after another: table `block` at 256 · block. */
export function signedTotals(values: Float64Array): Float64Array {
  const blocks = Math.ceil(values.length / 8);
  const tables = new Float64Array(256 * blocks);
  for (let block = 0; block < blocks; block += 1) {
    for (let signs = 0; signs < 256; signs += 1) {
      let sum = 0;
      for (let bit = 0; bit < 8; bit += 1) {
        const value = values[8 * block + bit] ?? 0;
        sum += (signs >> bit) & 1 ? value : -value;
      }
      tables[256 * block + signs] = sum;
    }
  }
  return tables;
}

function thresholdOf(differences: Float64Array): number {
  let sum = 0;
  let size = 0;
  for (const value of differences) {
    sum += value;
    size += Math.abs(value);
  }
  return Math.abs(sum) - 1e-12 * size;
}
