import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { ComparisonOptions } from './comparison-request.ts';
import type { PairComparison } from './judge-pairs.ts';
import { scoreColumns } from './score-columns.fixture.ts';

const TESTS = ['auto', 'permutation', 'bootstrap', 'bootstrap_t', 't_test', 'wilcoxon', 'mcnemar'] as const;

function compared(a: readonly number[], b: readonly number[], options: ComparisonOptions = {}): PairComparison {
  const run = (id: string, scores: readonly number[]) =>
    scoreColumns(
      id,
      scores.map((m, i) => ({ id: `s${String(i).padStart(3, '0')}`, scores: { m } })),
    );
  return compareRuns({ runs: [run('a', a), run('b', b)], ...options }).pairs[0] as PairComparison;
}

const repeat = (score: number, n: number): number[] => new Array<number>(n).fill(score);
const codes = ({ warnings }: PairComparison): string[] => warnings.map(({ code }) => code);

describe.each(TESTS)('too few samples for %s', (test) => {
  it.each([
    [2, 0.05],
    [5, 0.05],
    [7, 0.01],
    [4, 0.1],
  ])('give no verdict when they are %i and alpha is %s, and still show their numbers', (n, alpha) => {
    const a = Array.from({ length: n }, (_, i) => 7 + (i % 2));
    const found = compared(a, repeat(0, n), { test, alpha });
    expect(found).toMatchObject({ n, verdict: 'insufficient_data', winner: null, significant: false, negligible: false });
    expect(found.delta).toBeGreaterThan(7);
    expect(codes(found)).toContain('too-few-samples');
  });

  it('give none of two binary ones either, all right against all wrong', () => {
    const found = compared([1, 1], [0, 0], { test });
    expect(found).toMatchObject({ verdict: 'insufficient_data', significant: false });
    expect(found.p).toBeGreaterThanOrEqual(0.5);
  });
});

describe('as few samples as can decide', () => {
  it.each([
    [6, 0.05],
    [8, 0.01],
    [5, 0.1],
  ])('do so when they are %i and alpha is %s', (n, alpha) => {
    const a = Array.from({ length: n }, (_, i) => 7 + (i % 2));
    for (const test of ['auto', 't_test', 'bootstrap'] as const)
      expect(compared(a, repeat(0, n), { test, alpha }).verdict).toBe('a_better');
  });
});

describe('differences that are all the same', () => {
  it.each(TESTS)('are judged by the sign flip (%s)', (test) => {
    const found = compared(repeat(0.6, 20), repeat(0.5, 20), { test });
    expect(found).toMatchObject({ method: 'sign-flip', p: 2 ** -19, verdict: 'a_better', interval: null, df: null });
    expect(codes(found)).toContain('zero-variance');
    expect(compared(repeat(0.5, 20), repeat(0.6, 20), { test })).toMatchObject({ p: 2 ** -19, verdict: 'b_better' });
  });

  it('have the interval of the bounded mean where the range is known', () => {
    const found = compared(repeat(0.6, 20), repeat(0.5, 20), { ranges: new Map([['m', [0, 1]]]) });
    expect(found.intervalMethod).toBe('bounded');
    expect(found.interval?.[0]).toBeLessThan(0.1);
    expect(found.interval?.[1]).toBeGreaterThan(0.1);
    expect(found.interval?.[1]).toBeLessThan(0.3);
  });

  it.each(['auto', 'bootstrap', 'bootstrap_t', 'wilcoxon', 'mcnemar'] as const)('and 0 have a p-value of 1 (%s)', (test) => {
    expect(compared(repeat(1, 20), repeat(1, 20), { test })).toMatchObject({ p: 1, verdict: 'inconclusive', identical: true });
  });

  it('and 0 have no t test', () => {
    expect(compared(repeat(1, 20), repeat(1, 20), { test: 't_test' })).toMatchObject({ p: null, identical: true });
  });
});

describe('one sample of many that differs', () => {
  it.each(TESTS)('decides nothing (%s)', (test) => {
    const a = [1, ...repeat(0, 39)];
    const found = compared(a, repeat(0, 40), { test });
    expect(found).toMatchObject({ verdict: 'inconclusive', identical: false, wins: { wins: 1, losses: 0, ties: 39 } });
    expect(found.p).toBeGreaterThan(0.1);
  });
});

describe('scores that differ by very little', () => {
  const wobble = (i: number): number => 1 + 0.25 * (i % 3);
  it.each([
    ['2e-11', 0.5 + 2e-11, 0.5],
    ['a hundredth at an offset of 1e12', 1e12 + 0.01, 1e12],
    ['of about 1e-151', 3e-151, 1e-151],
  ])('%s are not called the same', (_, high, low) => {
    const scores = (score: number): number[] => Array.from({ length: 50 }, (_unused, i) => score * wobble(i));
    const found = compared(scores(high), scores(low));
    expect(found).toMatchObject({ p: 2 ** -49, verdict: 'a_better', identical: false, wins: { wins: 50 } });
    expect(found.delta).toBeGreaterThan(0);
    expect(codes(found)).not.toContain('identical-scores');
  });
});

describe('few random draws', () => {
  const a = Array.from({ length: 40 }, (_, i) => Math.sin(i * i) + 0.3);
  it('are warned of where they were asked for and made', () => {
    expect(codes(compared(a, repeat(0, 40), { resamples: 1 }))).toContain('few-resamples');
    expect(codes(compared(a, repeat(0, 40), { resamples: 500, test: 'bootstrap_t' }))).toContain('few-resamples');
    expect(codes(compared(a, repeat(0, 40), { resamples: 2_000 }))).not.toContain('few-resamples');
    expect(codes(compared(a, repeat(0, 40)))).not.toContain('few-resamples');
  });

  it('are not warned of where nothing was drawn', () => {
    expect(codes(compared(repeat(1, 40), repeat(0, 40), { resamples: 10 }))).not.toContain('few-resamples');
  });
});
