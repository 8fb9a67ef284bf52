import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { ComparisonOptions } from './comparison-request.ts';
import type { PairComparison } from './judge-pairs.ts';
import { randomStream } from './random.ts';
import { scoreColumns } from './score-columns.fixture.ts';

const stream = randomStream(21);
const SCORES = Array.from({ length: 60 }, () => stream.next() / 2 ** 32);

const run = (id: string, score: (u: number) => number) =>
  scoreColumns(
    id,
    SCORES.map((u, i) => ({ id: `s${String(i).padStart(2, '0')}`, scores: { m: score(u) } })),
  );

/** Sixty real differences with a p-value that rises with the level: 0.037 at 0.385, 0.053 at 0.39. */
function against(level: number, options: ComparisonOptions = {}): PairComparison {
  const runs = [run('a', (u) => u), run('b', () => level)];
  return compareRuns({ runs, ...options }).pairs[0] as PairComparison;
}

const isBorderline = ({ warnings }: PairComparison): boolean => warnings.some(({ code }) => code === 'borderline');

describe('a p-value from random draws', () => {
  it('is left as it is where other draws would decide the same', () => {
    const found = against(0.385);
    expect(found).toMatchObject({ resampling: 'monte-carlo', resamples: 9_999 });
    expect(isBorderline(found)).toBe(false);
  });

  it('is drawn ten times as often where they might not', () => {
    const found = against(0.3897);
    expect(found.resamples).toBe(99_990);
    expect(isBorderline(found)).toBe(false);
  });

  it('is called borderline where even that does not settle it', () => {
    const found = against(0.38906);
    expect(found.resamples).toBe(99_990);
    expect(isBorderline(found)).toBe(true);
  });

  it('is measured against what decides after the correction', () => {
    const half = compareRuns({ runs: [run('a', (u) => u), run('b', () => 0.38906), run('c', (u) => u)], correction: 'holm' });
    expect(half.pairs.find(({ runB }) => runB === 'b')?.resamples).toBe(9_999);
    expect(half.pairs.find(({ runB }) => runB === 'b')?.isCloseCall).toBe(false);
  });

  it('takes the draws that were asked for, and no others', () => {
    expect(against(0.3897, { resamples: 5_000 }).resamples).toBe(5_000);
    expect(isBorderline(against(0.3897, { resamples: 5_000 }))).toBe(true);
  });
});
