import type { Differences } from './differences.ts';
import type { Lattice } from './lattice.ts';
import { commonDivisor } from './tally.ts';

const LARGEST = 2 ** 31 - 1;

/** Differences with weights, as far as a sign flip needs them. */
export interface WeightedDifferences {
  readonly values: Float64Array;
  readonly lattice: Lattice | null;
  /** By task. */
  readonly weights: readonly number[];
}

/**
 * The differences with a weight in proportion to 1/n of their task, so that every task counts the same (statistics.md §32). Weights are whole
 * numbers where the sizes have a common multiple that is not too large: then a lattice stays one. `tasks[i]` is the task of difference i.
 *
 * @example weightedDifferences(differences(a, b), tasks, [10, 20]).values // those of the first task twice, those of the second once
 */
export function weightedDifferences(d: Differences, tasks: Int32Array, sizes: readonly number[]): WeightedDifferences {
  const multiple = sizes.reduce(leastCommonMultiple, 1);
  const isWhole = multiple <= LARGEST;
  const whole = isWhole ? multiple : Math.max(...sizes);
  const weights = sizes.map((size) => whole / size);
  const values = d.comparable.map((value, i) => value * weights[tasks[i]!]!);
  return { values, weights, lattice: isWhole && d.lattice ? weightedLattice(d.lattice, tasks, weights) : null };
}

function weightedLattice({ q, units }: Lattice, tasks: Int32Array, weights: readonly number[]): Lattice | null {
  const weighted = Float64Array.from(units, (unit, i) => unit * weights[tasks[i]!]!);
  const bound = LARGEST / Math.max(1, units.length);
  return weighted.every((unit) => Math.abs(unit) <= bound) ? { q, units: Int32Array.from(weighted) } : null;
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / commonDivisor(Float64Array.of(a, b))) * b;
}
