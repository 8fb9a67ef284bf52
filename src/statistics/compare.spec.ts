import { describe, expect, it } from '@jest/globals';
import { compareRuns, type Comparison } from './compare.ts';
import type { ComparisonRequest } from './comparison-request.ts';
import { InvalidComparisonError } from './invalid-comparison.ts';
import type { PairComparison } from './judge-pairs.ts';
import { scoreColumns, type ScoreRecord } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';

type Scores = readonly unknown[];

function run(runId: string, scores: Scores, clusters?: readonly (string | null)[]): ScoredRun {
  const records = scores.map((m, i): ScoreRecord => ({
    id: `s${String(i).padStart(4, '0')}`,
    scores: { m },
    cluster: clusters?.[i] ?? null,
  }));
  return scoreColumns(runId, records);
}

function pair(a: Scores, b: Scores, request: Omit<ComparisonRequest, 'runs'> = {}): PairComparison {
  return compareRuns({ ...request, runs: [run('a', a), run('b', b)] }).pairs[0] as PairComparison;
}

const codes = ({ warnings }: { warnings: readonly { code: string }[] }): string[] => warnings.map(({ code }) => code);
const repeat = (value: number, n: number): number[] => new Array<number>(n).fill(value);

describe('a comparison', () => {
  const better = [...repeat(1, 40), ...repeat(0, 10)];
  const worse = [...repeat(1, 20), ...repeat(0, 30)];

  it('names the winner, its means, and how sure it is', () => {
    const found = pair(better, worse);
    expect(found).toMatchObject({ meanA: 0.8, meanB: 0.4, delta: 0.4, deltaPercent: 100, verdict: 'a_better', winner: 'a' });
    expect(found).toMatchObject({ method: 'sign-flip', resampling: 'exact', seed: null, significant: true });
    expect(found.p).toBeCloseTo(2 ** -19, 12);
  });

  it('swaps the winner and the best where lower is better', () => {
    const report = compareRuns({ runs: [run('a', better), run('b', worse)], lowerIsBetter: ['m'] });
    expect(report.pairs[0]).toMatchObject({ delta: 0.4, verdict: 'b_better', winner: 'b' });
    expect(report.metrics[0]).toMatchObject({ best: 'b', mayBeBest: ['b'] });
    expect(report.overallBest).toBe('b');
  });

  it('never calls "not significant" a tie, and gives the smallest difference that it could have seen', () => {
    const found = pair([...repeat(1, 20), ...repeat(0, 20)], [...repeat(1, 19), ...repeat(0, 21)]);
    expect(found).toMatchObject({ verdict: 'inconclusive', winner: null, significant: false, p: 1 });
    expect(found.minimumDetectableEffect).toBeGreaterThan(0);
  });

  it('calls runs equivalent within a margin, and a significant difference within it negligible', () => {
    const base = Array.from({ length: 2000 }, (_, i) => i % 2);
    const near = base.map((score, i) => (i < 20 ? 1 : score));
    expect(pair(base, base.toReversed(), { margin: 0.1 }).verdict).toBe('equivalent');
    expect(pair(near, base, { margin: 0.05 })).toMatchObject({ verdict: 'a_better', negligible: true });
    expect(pair(base, base, {}).verdict).toBe('inconclusive');
  });

  it('adjusts the p-values of a family together', () => {
    const runs = [run('a', better), run('b', worse), run('c', better.toReversed())];
    const raw = compareRuns({ runs, correction: 'none' });
    const holm = compareRuns({ runs });
    expect(raw.pairs.map(({ adjustedP }) => adjustedP)).toEqual(raw.pairs.map(({ p }) => p));
    expect(holm.metadata.familySizes).toEqual([3]);
    expect(holm.pairs[0]?.adjustedP).toBeCloseTo(3 * (holm.pairs[0]?.p ?? NaN), 12);
    expect(compareRuns({ runs, family: 'per-pair' }).metadata.familySizes).toEqual([1, 1, 1]);
  });

  it('takes means, best and ranking from the samples that all runs share, and says where pairs rest on more', () => {
    const report = compareRuns({ runs: [run('a', better), run('b', worse), run('c', better.slice(0, 25))] });
    expect(report.metrics[0]).toMatchObject({ commonSamples: 25, best: 'a' });
    expect(report.metrics[0]?.means.map(({ mean }) => mean)).toEqual([1, 0.8, 1]);
    expect(report.metrics[0]?.mayBeBest).toEqual(['a', 'c']);
    expect(codes(report.metrics[0] ?? { warnings: [] })).toEqual(['sample-sets-differ']);
    expect(report.pairs[0]).toMatchObject({ n: 50, verdict: 'a_better' });
    expect(report.metrics[0]?.rankings[0]).toEqual({ runId: 'a', wins: 1, losses: 0, ties: 1 });
  });

  it('counts samples that fail in one run as 0 when asked, and never those that the run did not have', () => {
    const failing = [...better.slice(0, 40), ...repeat(NaN, 10)];
    expect(pair(failing, worse)).toMatchObject({ n: 40, meanA: 1 });
    expect(codes(pair(failing, worse))).toContain('incomplete-overlap');
    expect(pair(failing, worse, { missing: 'zero' })).toMatchObject({ n: 50, meanA: 0.8 });
    expect(pair(failing.slice(0, 40), worse, { missing: 'zero' })).toMatchObject({ n: 40 });
  });

  it('bounds what missing scores could change where the range of the metric is known', () => {
    const ranges = new Map([['m', [0, 1] as const]]);
    const found = pair([1, 1, 1, NaN], [0, 0, 0, 1], { ranges });
    expect(found.worstCase).toEqual([0.5, 0.75]);
    expect(pair([1, 1, 1, NaN], [0, 0, NaN, NaN], { ranges }).worstCase).toEqual([0.25, 1]);
  });

  it('says how many samples have no cluster, or different ones', () => {
    const some = ['x', 'y', null, 'x', 'z', 'y'];
    const others = ['x', 'z', null, 'x', 'z', 'y'];
    const scores = [1, 0, 1, 0, 1, 1];
    const report = compareRuns({ runs: [run('a', scores, some), run('b', scores.toReversed(), others)], clustered: true });
    expect(codes(report)).toEqual(['unlabelled-clusters', 'conflicting-clusters']);
    expect(codes(report.pairs[0] as PairComparison)).toContain('few-clusters');
  });

  it('gives the first rank to the best run, and says why there is no critical difference of ranks', () => {
    const runs = [run('a', better), run('b', worse), run('c', better.toReversed())];
    const [first, second] = compareRuns({ runs }).metrics[0]?.omnibus?.averageRanks ?? [];
    const [lower] = compareRuns({ runs, alpha: 0.01, lowerIsBetter: ['m'] }).metrics;
    expect(first).toBeLessThan(second ?? NaN);
    expect(lower?.omnibus?.averageRanks[0]).toBe(4 - (first ?? NaN));
    expect(lower?.omnibus?.nemenyiDifference).toBeNull();
    expect(lower?.omnibus?.nemenyiNote).toContain('alpha 0.05 and 0.1');
    expect(compareRuns({ runs }).metrics[0]?.omnibus?.nemenyiNote).toBeNull();
  });

  it('compares a hundred runs', () => {
    const runs = Array.from({ length: 100 }, (_, r) =>
      run(
        `r${r}`,
        better.map((score, i) => ((i * (r + 1)) % 7 === 0 ? 1 - score : score)),
      ),
    );
    const report = compareRuns({ runs });
    expect(report.pairs).toHaveLength(4950);
    expect(report.metadata.familySizes).toEqual([4950]);
  });
});

describe('degenerate samples', () => {
  it.each([
    ['no overlap', [], [], { n: 0, p: null, verdict: 'insufficient_data', delta: null }],
    ['one sample', [1], [0], { n: 1, p: 1, verdict: 'insufficient_data', interval: null }],
    ['all ties', repeat(1, 40), repeat(1, 40), { p: 1, verdict: 'inconclusive', intervalMethod: 'tango', identical: true }],
    ['all ties of scores of no known range', repeat(7, 40), repeat(7, 40), { p: 1, interval: null, identical: true }],
    ['five samples', [1, 1, 1, 1, 1], [0, 0, 0, 0, 0], { p: 2 ** -4, verdict: 'insufficient_data' }],
    [
      'a constant difference',
      repeat(0.9, 8),
      repeat(0.8, 8),
      { p: 2 ** -7, verdict: 'a_better', interval: null, effect: null },
    ],
    [
      'a difference that is constant but for rounding',
      [0.3, 0.9, 0.7, 0.3, 0.9, 0.7],
      [0.2, 0.8, 0.6, 0.2, 0.8, 0.6],
      { p: 2 ** -5, interval: null },
    ],
  ] as const)('%s', (_, a, b, expected) => {
    const runs =
      a.length === 0 ? [run('a', [1, 1]), scoreColumns('b', [{ id: 'other', scores: { m: 1 } }])] : [run('a', a), run('b', b)];
    expect(compareRuns({ runs }).pairs[0]).toMatchObject(expected);
  });

  it('are equivalent when identical and so many that the rule of three says it', () => {
    expect(pair(repeat(1, 30), repeat(1, 30), { margin: 0.05 }).verdict).toBe('inconclusive');
    expect(pair(repeat(1, 58), repeat(1, 58), { margin: 0.05 }).verdict).toBe('inconclusive');
    expect(pair(repeat(1, 59), repeat(1, 59), { margin: 0.05 }).verdict).toBe('equivalent');
  });

  it('give Welch’s test where the runs share no sample, and no verdict from it', () => {
    const left = scoreColumns(
      'a',
      [0.1, 0.2, 0.4].map((m, i) => ({ id: `a${i}`, scores: { m } })),
    );
    const right = scoreColumns(
      'b',
      [0.7, 0.8, 0.95].map((m, i) => ({ id: `b${i}`, scores: { m } })),
    );
    const found = compareRuns({ runs: [left, right] }).pairs[0] as PairComparison;
    expect(found).toMatchObject({ n: 0, p: null, winner: null, verdict: 'insufficient_data' });
    expect(found.unpaired?.p).toBeLessThan(0.05);
    expect(codes(found)).toEqual(['no-overlap']);
  });

  it('drop scores that are not numbers, and name them', () => {
    const found = pair([1, NaN, Infinity, null, 'good', true, 0], [0, 1, 1, 1, 1, 0, 1]);
    expect(found.n).toBe(3);
    expect(found.coverage.invalidA).toEqual({ count: 4, ids: ['s0001', 's0002', 's0003', 's0004'] });
    expect(codes(found)).toContain('incomplete-overlap');
  });

  it('that both runs lack are left out once', () => {
    const lacking = (score: number): readonly unknown[] => [...repeat(score, 198), NaN, NaN];
    const found = pair(lacking(1), lacking(0));
    expect(found.coverage).toMatchObject({ n: 198, union: 200, invalidA: { count: 2 }, invalidB: { count: 2 } });
    expect(codes(found)).not.toContain('incomplete-overlap');
  });

  it('are too few where the sign flip can not reach alpha, and enough where it just can', () => {
    const five = (alpha: number): PairComparison => pair([1, 1, 1, 0, 1], [0, 0, 0, 1, 0], { alpha });
    const smallestP = 2 ** (1 - 5);
    expect(five(smallestP).verdict).toBe('inconclusive');
    expect(five(smallestP * 0.999).verdict).toBe('insufficient_data');
    expect(pair(repeat(1, 5), repeat(0, 5), { alpha: smallestP })).toMatchObject({ p: smallestP, verdict: 'a_better' });
  });

  it.each([
    [5, ['too-few-samples']],
    [6, ['small-n']],
    [29, ['small-n']],
    [30, []],
  ])('of %i samples have the warnings %p about their number', (n, expected) => {
    const a = Array.from({ length: n }, (_, i) => i % 2);
    expect(
      codes(
        pair(
          a,
          a.toReversed().map((score, i) => (i === 0 ? 1 - score : score)),
        ),
      ),
    ).toEqual(expected);
  });

  it('have no percentage where the baseline is 0', () => {
    expect(pair([1, 1, 0], [0, 0, 0]).deltaPercent).toBeNull();
  });

  it('of one cluster give nothing and say so', () => {
    const clusters = new Array<string>(20).fill('only');
    const scores = Array.from({ length: 20 }, (_, i) => i % 2);
    const runs = [run('a', scores, clusters), run('b', repeat(0, 20), clusters)];
    const found = compareRuns({ runs, clustered: true }).pairs[0] as PairComparison;
    expect(found).toMatchObject({ p: null, interval: null, verdict: 'insufficient_data' });
    expect(codes(found)).toContain('insufficient-clusters');
  });

  it('give no answer from a test that is not made for them', () => {
    const graded = [0.1, 0.5, 0.2, 0.9, 0.4, 0.3, 0.8];
    const found = pair(graded, repeat(0, 7), { test: 'mcnemar' });
    expect(found).toMatchObject({ p: null, verdict: 'inconclusive' });
    expect(codes(found)).toContain('not-binary');
    expect(pair(graded, repeat(0, 7)).p).toBe(2 ** -6);
  });
});

describe('a request that makes no sense', () => {
  const a = run('a', [1, 0]);
  const b = run('b', [0, 1]);
  const empty: ScoredRun = { runId: 'e', ids: ['s0000'], metrics: new Map() };
  const other = scoreColumns('o', [{ id: 's0000', scores: { other: 1 } }]);
  const unsorted: ScoredRun = { runId: 'u', ids: ['b', 'a'], metrics: new Map([['m', new Float64Array(2)]]) };

  it.each([
    ['one run', { runs: [a] }, 'at least two runs'],
    ['a run twice', { runs: [a, b, a] }, '"a" is named twice'],
    ['no metric in common', { runs: [a, other] }, 'no metric in common'],
    ['an unknown metric', { runs: [a, b], metrics: ['x'] }, 'Run "a" has no metric "x"; it has "m"'],
    ['a run without scores', { runs: [a, empty] }, 'Run "e" has no scores'],
    ['an unknown test', { runs: [a, b], test: 'z_test' as 'auto' }, 'Unknown statistical test "z_test"; choose one of auto'],
    ['alpha 0', { runs: [a, b], alpha: 0 }, 'alpha must lie between 0 and 1'],
    ['alpha 1', { runs: [a, b], alpha: 1 }, 'alpha must lie between 0 and 1'],
    ['alpha NaN', { runs: [a, b], alpha: NaN }, 'alpha must lie between 0 and 1'],
    ['a negative margin', { runs: [a, b], margin: -0.1 }, 'margin must be a positive number'],
    ['an endless margin', { runs: [a, b], margin: Infinity }, 'margin must be a positive number'],
    ['half a resample', { runs: [a, b], resamples: 0.5 }, 'resamples must be a whole number'],
    ['a broken seed', { runs: [a, b], seed: 0.5 }, 'seed must be a whole number'],
    ['ids out of order', { runs: [a, unsorted] }, 'must ascend by code unit'],
    ['a very long run id', { runs: [{ ...a, runId: 'x'.repeat(50_000_000) }, empty] }, 'has no scores'],
    ['a very long metric', { runs: [a, b], metrics: ['y'.repeat(1_000_000)] }, 'has no metric "yyy'],
  ] as readonly [string, ComparisonRequest, string][])('%s is refused with a sentence', (_, request, sentence) => {
    const refused = (): Comparison => compareRuns(request);
    expect(refused).toThrow(InvalidComparisonError);
    expect(refused).toThrow(sentence);
    try {
      refused();
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(500);
    }
  });
});
