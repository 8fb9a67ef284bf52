import { describe, expect, it } from '@jest/globals';
import { clusteredMean } from './cluster.ts';
import { clusteredFlipInversion, clusteredSignFlip, clusterSums } from './clustered-resampling.ts';
import { differences } from './differences.ts';
import { columnsOf, DETERMINISTIC, expectClose, expectFields, golden, SHARP } from './golden.fixture.ts';

const labelsOf = (clusters: readonly string[]): Int32Array => {
  const names = [...new Set(clusters)];
  return Int32Array.from(clusters, (name) => names.indexOf(name));
};

describe('the mean of clusters', () => {
  it.each(golden('cluster'))('meets %s', (_, { input, expected }) => {
    const d = differences(Float64Array.from(input.d), new Float64Array(input.d.length));
    const found = clusteredMean(d.values, labelsOf(input.cluster), d.mean ?? NaN, input.alpha);
    const names = { clusters: 'clusters', effective_clusters: 'effectiveClusters', delta: 'mean' };
    const cr2 = { cr2_standard_error: 'se', cr2_df: 'df', cr2_interval: 'interval' };
    expectFields(found, expected, { ...names, ...cr2 }, DETERMINISTIC);
  });

  it.each(golden('cluster'))('has the sign flip of %s', (_, { input, expected }) => {
    const d = differences(Float64Array.from(input.d), new Float64Array(input.d.length));
    const clusters = clusterSums(d, labelsOf(input.cluster));
    expectClose(clusteredSignFlip(clusters)?.p ?? null, expected['sign_flip_p_value'], SHARP, 'p');
    const wanted = expected['sign_flip_interval'] as readonly number[] | null | undefined;
    if (wanted === undefined) return;
    const found = clusteredFlipInversion(clusters, {}).intervalAt(input.alpha);
    if (wanted === null) expect(found).toBeNull();
    else wanted.forEach((bound, i) => expect(found?.[i]).toBeCloseTo(bound, 9));
  });

  it.each(golden('paired').filter(([, { expected }]) => expected.clustered))(
    'has the mean and the clusters of %s',
    (_, found) => {
      const { a, b } = columnsOf(found);
      const d = differences(a, b);
      const grouped = clusteredMean(d.values, labelsOf(found.input.cluster ?? []), d.mean ?? NaN, 0.05);
      expectFields(grouped, found.expected.clustered, { G: 'clusters', mean: 'mean' }, DETERMINISTIC);
    },
  );

  it('has clusters − 1 degrees of freedom, and CR1, where all are of one size', () => {
    const values = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6);
    const labels = Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3);
    const { se, df } = clusteredMean(values, labels, 3.875, 0.05);
    const deviations = [4 - 7.75, 5 - 7.75, 14 - 7.75, 8 - 7.75];
    const cr1 = Math.sqrt((4 / 3) * deviations.reduce((sum, u) => sum + u * u, 0)) / 8;
    expectClose([se, df], [cr1, 3], DETERMINISTIC, 'CR1');
  });

  it('has no variance where all clusters have one mean off the lattice too', () => {
    const values = new Float64Array(30).fill(Math.PI / 7);
    const labels = Int32Array.from(values, (_, i) => i % 4);
    expect(clusteredMean(values, labels, (Math.PI / 7) * (1 + 2e-16), 0.05)).toMatchObject({ se: 0, t: null, interval: null });
  });
});
