import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { ComparisonOptions } from './comparison-request.ts';
import type { PairComparison } from './judge-pairs.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';

const repeat = (value: number, n: number): number[] => new Array<number>(n).fill(value);
const unit = new Map([['m', [0, 1] as const]]);

function run(runId: string, scores: readonly number[], cluster?: (i: number) => string): ScoredRun {
  return scoreColumns(
    runId,
    scores.map((m, i) => ({ id: `s${String(i).padStart(4, '0')}`, scores: { m }, cluster: cluster?.(i) ?? null })),
  );
}

function pair(a: readonly number[], b: readonly number[], options: ComparisonOptions = {}): PairComparison {
  return compareRuns({ ...options, runs: [run('a', a), run('b', b)] }).pairs[0] as PairComparison;
}

const codes = ({ warnings }: PairComparison): string[] => warnings.map(({ code }) => code);

/** Graded scores of which so many differ between the runs. */
function graded(differing: number): readonly [number[], number[]] {
  const a = Array.from({ length: 60 }, (_, i) => (i % 9) / 10);
  return [a, a.map((score, i) => (i < differing ? score + 0.1 : score))];
}

describe('the interval of a difference', () => {
  it('is Tango’s for right-or-wrong scores, alone and for a family together', () => {
    const a = [...repeat(1, 3), ...repeat(0, 97)];
    const b = [...repeat(0, 99), 1];
    const found = pair(a, b);
    expect(found).toMatchObject({ intervalMethod: 'tango', simultaneousInterval: found.interval });
    expect(found.interval![0]).toBeCloseTo(-0.028124043142367397, 9);
    expect(found.interval![1]).toBeCloseTo(0.07604788384787367, 9);
    const [first] = compareRuns({ runs: [run('a', a), run('b', b), run('c', a.toReversed())] }).pairs;
    expect(first?.simultaneousInterval).toEqual(pair(a, b, { alpha: 0.05 / 3 }).interval);
  });

  it('rests on the range where fewer than ten differences are not 0, and on Student’s t from ten on', () => {
    const few = pair(...graded(9), { ranges: unit });
    expect(few).toMatchObject({ intervalMethod: 'bounded', simultaneousInterval: few.interval });
    expect(codes(few)).not.toContain('few-differences');
    expect(pair(...graded(10), { ranges: unit })).toMatchObject({ intervalMethod: 't' });
  });

  it('is Student’s with a warning where few differ and the range is unknown', () => {
    expect(pair(...graded(9)).intervalMethod).toBe('t');
    expect(codes(pair(...graded(9)))).toContain('few-differences');
    expect(codes(pair(...graded(10)))).not.toContain('few-differences');
  });

  it('of a constant difference rests on the range, and there is none without', () => {
    const constant = [repeat(0.9, 40), repeat(0.8, 40)] as const;
    const found = pair(...constant, { ranges: unit });
    expect(found.intervalMethod).toBe('bounded');
    expect(found.interval![0]).toBeLessThan(0.1);
    expect(found.interval![1]).toBeGreaterThan(0.1);
    expect(pair(...constant)).toMatchObject({ intervalMethod: null, interval: null });
  });

  it.each([
    ['Student’s', { ranges: unit }, undefined],
    ['that of clusters', { ranges: unit, clustered: true, test: 't_test' }, (i: number) => `c${i % 2}`],
    ['the bootstrap’s', { ranges: unit, test: 'bootstrap' }, undefined],
    ['that of bootstrap-t', { ranges: unit, test: 'bootstrap_t' }, undefined],
  ] as const)('stays within the range: %s', (_, options, cluster) => {
    const a = Array.from({ length: 12 }, (__, i) => (i === 5 ? 0.1 : 1));
    const b = Array.from({ length: 12 }, (__, i) => (i % 5) / 50);
    const { pairs } = compareRuns({
      ...options,
      alpha: 1e-6,
      runs: [run('a', a, cluster), run('b', b, cluster), run('c', b, cluster)],
    });
    for (const { interval, simultaneousInterval } of pairs) {
      for (const bound of [...(interval ?? []), ...(simultaneousInterval ?? [])])
        expect(Math.abs(bound)).toBeLessThanOrEqual(1);
    }
    expect(pairs[0]?.interval).not.toBeNull();
  });

  it('may disagree with the test, both alone or both corrected, and says so', () => {
    const clear = [repeat(1, 60), [...repeat(1, 40), ...repeat(0, 20)]] as const;
    expect(codes(pair(...clear))).not.toContain('ci-test-disagree');
    const near = [[...repeat(1, 5), ...repeat(0, 25)], repeat(0, 30)] as const;
    expect(pair(...near)).toMatchObject({ p: 0.0625, interval: [expect.any(Number), expect.any(Number)] });
    expect(pair(...near).interval![0]).toBeGreaterThan(0);
    expect(codes(pair(...near))).toContain('ci-test-disagree');
    const runs = [run('a', near[0]), run('b', near[1]), run('c', near[1])];
    const corrected = compareRuns({ runs }).pairs[0] as PairComparison;
    expect(corrected.adjustedP).toBeGreaterThan(0.1);
    expect(corrected.simultaneousInterval![0]).toBeLessThanOrEqual(0);
    expect(codes(corrected)).not.toContain('ci-test-disagree');
    expect(codes(compareRuns({ runs, correction: 'none' }).pairs[0] as PairComparison)).toContain('ci-test-disagree');
  });
});
