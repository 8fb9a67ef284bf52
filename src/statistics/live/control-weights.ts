import { compensatedSum } from '../describe.ts';

/** The weight of a control that has no other beside it. */
const ALONE = 0.5;

/**
 * How much of each finished run is taken off the candidate's scores, so that the difficulty of a row counts less (statistics.md §14; the idea of
 * CUPED, Deng et al. 2013). Runs with equal scores everywhere weigh nothing, one run ½, k runs ρ̄/(1 + (k − 1)ρ̄) each, with ρ̄ their mean
 * correlation, cut to [0, 1]. Any weights are valid that the candidate's scores had no part in.
 *
 * @example controlWeights([new Float64Array([1, 0, 1]), new Float64Array([1, 1, 1])]) // [0.5, 0]
 */
export function controlWeights(columns: readonly Float64Array[]): readonly number[] {
  const standardized = columns.map(unitVector);
  const varied = standardized.filter((column) => column !== null);
  const weight = varied.length <= 1 ? ALONE : sharedWeight(meanCorrelation(varied), varied.length);
  return standardized.map((column) => (column === null ? 0 : weight));
}

function sharedWeight(correlation: number, count: number): number {
  const positive = Math.max(0, Math.min(1, correlation));
  return positive / (1 + (count - 1) * positive);
}

/** Centred, and of length 1; null where all are the same. */
function unitVector(column: Float64Array): Float64Array | null {
  if (column.every((value) => value === column[0])) return null;
  const mean = compensatedSum(column) / column.length;
  const centred = column.map((value) => value - mean);
  const length = Math.sqrt(compensatedSum(centred.map((value) => value * value)));
  return centred.map((value) => value / length);
}

/** Over all pairs of different columns: |Σv|² counts each pair twice, and each column once with itself. */
function meanCorrelation(vectors: readonly Float64Array[]): number {
  const sums = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < sums.length; i += 1) sums[i]! += vector[i]!;
  const square = compensatedSum(sums.map((value) => value * value));
  return (square - vectors.length) / (vectors.length * (vectors.length - 1));
}
