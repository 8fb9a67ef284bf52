import type { Bca } from './bca.ts';
import type { Bootstrap } from './bootstrap.ts';
import type { Differences } from './differences.ts';
import { mirrored } from './interval.ts';

/**
 * A bootstrap of the differences of the run that comes first in code-unit order minus the other, turned back afterwards: A against B
 * is then exactly the mirror of B against A (statistics.md §7).
 */
export function oriented(
  pair: { readonly runA: string; readonly runB: string; readonly d: Differences },
  resample: (d: Differences) => Bootstrap | null,
): Bootstrap | null {
  if (pair.runA < pair.runB) return resample(pair.d);
  const found = resample(negated(pair.d));
  return found && mirroredBootstrap(found);
}

function negated(d: Differences): Differences {
  const flip = (value: number): number => -value + 0;
  return {
    ...d,
    values: d.values.map(flip),
    comparable: d.comparable.map(flip),
    lattice: d.lattice && { q: d.lattice.q, units: d.lattice.units.map(flip) },
    mean: d.mean === null ? null : flip(d.mean),
  };
}

function mirroredBootstrap(found: Bootstrap): Bootstrap {
  return {
    ...found,
    percentile: mirrored(found.percentile),
    bca: found.bca && mirroredBca(found.bca),
    atMostZero: found.atLeastZero,
    atLeastZero: found.atMostZero,
  };
}

function mirroredBca(found: Bca): Bca {
  return {
    ...found,
    interval: mirrored(found.interval),
    levels: [1 - found.levels[1], 1 - found.levels[0]],
    biasCorrection: -found.biasCorrection + 0,
    acceleration: -found.acceleration + 0,
  };
}
