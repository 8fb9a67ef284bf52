import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { invertedClusterFlip } from './cluster-flip-interval.ts';
import { clusteredSignFlip } from './clustered-resampling.ts';
import { compareRuns } from './compare.ts';
import type { ComparisonOptions } from './comparison-request.ts';
import type { PairComparison } from './judge-pairs.ts';
import { randomStream } from './random.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';

/** Clusters of the given sizes, each with its own mean difference. */
function clustered(sizes: readonly number[], difference: (cluster: number, i: number) => number): [ScoredRun, ScoredRun] {
  const members = sizes.flatMap((size, cluster) => Array.from({ length: size }, (_, i) => ({ cluster, i })));
  const run = (id: string, score: (cluster: number, i: number) => number): ScoredRun =>
    scoreColumns(
      id,
      members.map(({ cluster, i }, row) => {
        return { id: `s${String(row).padStart(4, '0')}`, scores: { m: score(cluster, i) }, cluster: `c${cluster}` };
      }),
    );
  return [run('a', difference), run('b', () => 0)];
}

function compared(runs: readonly ScoredRun[], options: ComparisonOptions = {}): PairComparison {
  return compareRuns({ runs, clustered: true, ...options }).pairs[0] as PairComparison;
}

const codes = ({ warnings }: Pick<PairComparison, 'warnings'>): string[] => warnings.map(({ code }) => code);
const twelve = new Array<number>(12).fill(5);
const wobble = (cluster: number, i: number): number => 0.1 + 0.1 * ((cluster * 7) % 5) - 0.1 * (i % 3);

describe('runs whose samples come in clusters', () => {
  it('are compared by the sign flip of whole clusters and its own interval, with the t test beside them', () => {
    const found = compared(clustered(twelve, wobble));
    expect(found).toMatchObject({ method: 'cluster-sign-flip', intervalMethod: 'cluster-sign-flip', resampling: 'exact' });
    expect(found).toMatchObject({ clusterSignFlipP: found.p, seed: null, verdict: 'a_better' });
    expect(found.standardError).toBe(found.clustered?.se);
    expect(found.clustered?.p).not.toBe(found.p);
  });

  it('have the seed of the interval where its signings are drawn', () => {
    const found = compared(clustered(new Array<number>(30).fill(4), wobble));
    expect(found).toMatchObject({ intervalMethod: 'cluster-sign-flip', resampling: 'exact', resamples: 9_999 });
    expect(found.seed).not.toBeNull();
  });

  it('can be compared by the t test instead', () => {
    const found = compared(clustered(twelve, wobble), { test: 't_test' });
    expect(found).toMatchObject({ method: 'clustered-t', intervalMethod: 'clustered-t', p: found.clustered?.p });
    expect(found.clusterSignFlipP).toBeGreaterThan(0);
  });

  it.each([
    [2, 0.05],
    [5, 0.05],
    [7, 0.01],
  ])('are too few to decide when they are %i and alpha is %s, whatever p the t test has', (clusters, alpha) => {
    const runs = clustered(new Array<number>(clusters).fill(20), (cluster, i) => 5 + 0.01 * cluster + 0.1 * (i % 2));
    for (const test of ['auto', 't_test', 'bootstrap', 'bootstrap_t'] as const) {
      const found = compared(runs, { test, alpha });
      expect(found).toMatchObject({ verdict: 'insufficient_data', significant: false, winner: null });
      expect(codes(found)).toContain('few-clusters');
    }
    const flipped = compared(runs, { alpha });
    expect(flipped).toMatchObject({ p: 2 ** (1 - clusters), intervalMethod: 'clustered-t' });
  });

  it('of which there is one have no p and no interval', () => {
    const found = compared(clustered([30], wobble));
    expect(found).toMatchObject({ p: null, interval: null, verdict: 'insufficient_data' });
    expect(codes(found)).toContain('insufficient-clusters');
  });

  it.each(['auto', 't_test', 'bootstrap', 'bootstrap_t', 'permutation'] as const)(
    'that all have the same mean are judged by the sign flip (%s), with the interval of bounded scores where the range is known',
    (test) => {
      const runs = clustered(new Array<number>(10).fill(4), (_, i) => (i % 4 === 0 ? 0 : 0.5));
      const expected = { method: 'cluster-sign-flip', p: 2 ** -9, verdict: 'a_better', standardError: 0 };
      expect(compared(runs, { test })).toMatchObject({ ...expected, interval: null });
      const bounded = compared(runs, { test, ranges: new Map([['m', [0, 1]]]) });
      expect(bounded).toMatchObject({ ...expected, intervalMethod: 'bounded' });
      expect(bounded.interval?.[0]).toBeLessThan(0.375);
      expect(bounded.interval?.[1]).toBeGreaterThan(0.375);
    },
  );

  it('are equal for all tests where every cluster is', () => {
    const runs = clustered(new Array<number>(10).fill(4), () => 0);
    expect(compared(runs)).toMatchObject({ p: 1, verdict: 'inconclusive', identical: true });
    expect(compared(runs, { test: 'bootstrap' })).toMatchObject({ p: 1, intervalMethod: 'bounded' });
    expect(compared(runs, { test: 't_test' })).toMatchObject({ p: null });
  });

  it('have warnings for few clusters and for unequal ones', () => {
    const sizes = [60, ...new Array<number>(11).fill(5)];
    expect(codes(compared(clustered(sizes, wobble)))).toEqual(expect.arrayContaining(['few-clusters', 'unequal-clusters']));
    const even = codes(compared(clustered(twelve, wobble)));
    expect(even).not.toContain('few-clusters');
    expect(even).not.toContain('unequal-clusters');
  });

  it('have no omnibus test, and the reason why', () => {
    const [a, b] = clustered(twelve, wobble);
    const [c] = clustered(twelve, (cluster, i) => 0.5 * wobble(cluster, i));
    const runs = [a, b, { ...c, runId: 'c' }];
    expect(compareRuns({ runs, clustered: true }).metrics[0]).toMatchObject({ omnibus: null, omnibusReason: 'clustered' });
    expect(compareRuns({ runs }).metrics[0]?.omnibusReason).toBeNull();
  });

  it('have intervals that widen with the family', () => {
    const [a, b] = clustered(twelve, wobble);
    const runs = [a, b, { ...a, runId: 'c' }];
    const found = compareRuns({ runs, clustered: true }).pairs[0] as PairComparison;
    expect(found.simultaneousInterval?.[0]).toBeLessThan(found.interval?.[0] ?? NaN);
    expect(found.simultaneousInterval?.[1]).toBeGreaterThan(found.interval?.[1] ?? NaN);
  });
});

describe('the interval of the sign flip of clusters', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 6, maxLength: 11 });

  it('excludes 0 exactly where p is at most α', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.constantFrom(0.05, 0.1, 0.2), fc.integer(), (size, onLattice, alpha, seed) => {
        const stream = randomStream(seed);
        const drawn = size.map((n) => n * (stream.next() / 2 ** 32 - 0.35));
        const sums = Float64Array.from(drawn, (sum) => (onLattice ? Math.round(10 * sum) : sum));
        const p = clusteredSignFlip({ sums, sizes: Float64Array.from(size), lattice: null })?.p ?? NaN;
        const interval = invertedClusterFlip({ sums, sizes: Float64Array.from(size) }, {}).intervalAt(alpha);
        if (interval === null) expect(2 ** (1 - size.length)).toBeGreaterThan(alpha);
        else expect(interval[0] > 0 || interval[1] < 0).toBe(p <= alpha);
      }),
      { numRuns: 150 },
    );
  });

  it('is nearly the same from drawn signings as from all of them', () => {
    const sums = Float64Array.from({ length: 14 }, (_, g) => 1 + ((g * 5) % 7) - 0.3 * g);
    const size = Float64Array.from({ length: 14 }, (_, g) => 3 + (g % 4));
    const all = invertedClusterFlip({ sums, sizes: size }, {}).intervalAt(0.05) ?? [NaN, NaN];
    const padded = (column: Float64Array, value: number): Float64Array => Float64Array.of(...column, value);
    const drawn = invertedClusterFlip({ sums: padded(sums, 0), sizes: padded(size, 1e-9) }, { seedOf: () => 3 });
    expect(drawn.resamples).toBe(9_999);
    drawn.intervalAt(0.05)?.forEach((bound, i) => expect(bound).toBeCloseTo(all[i] ?? NaN, 1));
  });
});
