import { countClusters } from './cluster.ts';
import type { Differences } from './differences.ts';
import { tally, tallyOfReals } from './tally.ts';

/**
 * Values whose mean is asked about, each known beforehand to lie within ±reach, and tallied: entry j stands for `counts[j]` groups of
 * `sizes[j]` values that add up to `sums[j]`. Where values don't come in groups, every size is 1. In ascending order, so that the same values
 * give the same bits.
 */
export interface BoundedSample {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  readonly counts: Float64Array;
  readonly reach: number;
}

/** The differences one by one. */
export function boundedDifferences({ lattice, comparable }: Differences, reach: number): BoundedSample {
  const { values, counts } = lattice ? tally(lattice.units) : tallyOfReals(comparable);
  const sums = lattice ? values.map((unit) => unit / lattice.q) : values;
  return { sums, sizes: new Float64Array(sums.length).fill(1), counts, reach };
}

/** The differences in clusters: `labels[i]` in [0, G) is that of difference i. */
export function boundedClusters({ values }: Differences, labels: Int32Array, reach: number): BoundedSample {
  const clusters = countClusters(labels);
  const sums = new Float64Array(clusters);
  const sizes = new Float64Array(clusters);
  labels.forEach((label, i) => {
    sums[label]! += values[i]!;
    sizes[label]! += 1;
  });
  return inOrder({ sums, sizes, counts: new Float64Array(clusters).fill(1), reach });
}

/** Differences that count by weights; with `labels`, in clusters. The weights of a cluster add up to its size. */
export function boundedWeights(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  labels: Int32Array | null,
  reach: number,
): BoundedSample {
  const groups = new Map<string | number, { sum: number; size: number; count: number }>();
  for (let i = 0; i < values.length; i += 1) {
    const [sum, size] = [values[i]! * weights[i]!, weights[i]!];
    const key = labels ? labels[i]! : `${sum} ${size}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { sum, size, count: 1 });
    } else if (labels === null) {
      group.count += 1;
    } else {
      group.sum += sum;
      group.size += size;
    }
  }
  const found = [...groups.values()];
  return inOrder({
    sums: Float64Array.from(found, ({ sum }) => sum),
    sizes: Float64Array.from(found, ({ size }) => size),
    counts: Float64Array.from(found, ({ count }) => count),
    reach,
  });
}

/** The same of the negated values. */
export function negated(sample: BoundedSample): BoundedSample {
  return inOrder({ ...sample, sums: sample.sums.map((sum) => -sum + 0) });
}

function inOrder({ sums, sizes, counts, reach }: BoundedSample): BoundedSample {
  const order = Uint32Array.from(sums.keys()).sort((i, j) => sums[i]! - sums[j]! || sizes[i]! - sizes[j]!);
  const taken = (column: Float64Array): Float64Array => Float64Array.from(order, (i) => column[i]!);
  return { sums: taken(sums), sizes: taken(sizes), counts: taken(counts), reach };
}
