import { describe, expect, it } from '@jest/globals';
import { chanceToFind, discordanceOf, heldOutTest, type HeldOutScores, rowsToFind } from './held-out-test.ts';

/** Rows with right-or-wrong scores: so many that only the best, only the baseline, or both get right. */
function rows(onlyBest: number, onlyBaseline: number, both: number): HeldOutScores[] {
  const scores = [
    ...Array.from({ length: onlyBest }, () => ({ best: 1, baseline: 0 })),
    ...Array.from({ length: onlyBaseline }, () => ({ best: 0, baseline: 1 })),
    ...Array.from({ length: both }, () => ({ best: 1, baseline: 1 })),
  ];
  return scores.map((score, row) => ({ id: `row ${row}`, ...score }));
}

describe('the test of the selected candidate on held-out rows', () => {
  it.each([
    ['5 of 5', rows(5, 0, 0), 1 / 32, 'promoted'],
    ['4 of 4', rows(4, 0, 0), 1 / 16, 'kept'],
    ['9 against 2', rows(9, 2, 9), 67 / 2048, 'promoted'],
    ['8 against 3', rows(8, 3, 9), 232 / 2048, 'kept'],
    ['as many as against it', rows(3, 3, 9), 1, 'kept'],
    ['2 against 9', rows(2, 9, 9), 1, 'kept'],
  ] as const)('has the exact one-sided p of %s', (_what, scores, p, verdict) => {
    const found = heldOutTest(scores);
    expect(found.pValue).toBeCloseTo(p, 12);
    expect(found.verdict).toBe(verdict);
  });

  it('has the means, their difference and the interval of a comparison', () => {
    const { best, baseline, delta, interval, method, rows: n, unscored } = heldOutTest(rows(9, 2, 9));
    expect([best, baseline, n, unscored, method]).toEqual([0.9, 0.55, 20, 0, 'sign-flip']);
    expect(delta).toBeCloseTo(0.35, 12);
    expect(interval?.[0]).toBeLessThan(0.35);
    expect(interval?.[1]).toBeGreaterThan(0.35);
  });

  it('counts rows that are equal as one cluster', () => {
    const twice = rows(5, 0, 3).flatMap((row) => [row, row]);
    expect(heldOutTest(twice)).toMatchObject({ method: 'cluster-sign-flip', pValue: 1 / 32, verdict: 'promoted', rows: 16 });
    const all = rows(10, 0, 0).map((row) => ({ ...row, id: 'the same' }));
    expect(heldOutTest(all)).toMatchObject({ pValue: null, verdict: 'kept', delta: 1 });
  });

  it('promotes nothing that missing scores could undo', () => {
    const lacking = (count: number): HeldOutScores[] =>
      Array.from({ length: count }, (_, row) => ({ id: `lacking ${row}`, best: null, baseline: 1 }));
    expect(heldOutTest([...rows(12, 2, 9), ...lacking(1)])).toMatchObject({ verdict: 'promoted', unscored: 1, rows: 23 });
    expect(heldOutTest([...rows(9, 2, 9), ...lacking(2)])).toMatchObject({
      verdict: 'kept',
      isKeptForMissing: true,
      unscored: 2,
    });
  });

  it('says nothing where no row was scored', () => {
    const none = rows(3, 0, 0).map(({ id }) => ({ id, best: null, baseline: null }));
    expect(heldOutTest(none)).toMatchObject({ best: null, delta: null, pValue: null, interval: null, verdict: 'kept' });
  });
});

describe('planning held-out rows', () => {
  it('takes 841 rows to find five points where 34 % of the rows differ', () => {
    expect(rowsToFind(0.05, 0.34)).toBe(841);
    expect(rowsToFind(0.1, 0.34)).toBe(211);
  });

  it('never takes fewer rows than can show anything', () => {
    expect(rowsToFind(0.9, 0)).toBeGreaterThanOrEqual(5);
    expect(chanceToFind(0.5, { rows: 4, discordance: 0.5 })).toBe(0);
  });

  it('finds five points in 80 % with so many rows, and in fewer with less', () => {
    expect(chanceToFind(0.05, { rows: 841, discordance: 0.34 })).toBeCloseTo(0.8, 3);
    expect(chanceToFind(0.05, { rows: 150, discordance: 0.34 })).toBeCloseTo(0.2763, 3);
  });

  it('takes the discordance from what was scored', () => {
    expect(discordanceOf(rows(2, 1, 7))).toBeCloseTo(0.3, 12);
    expect(discordanceOf([{ id: 'a', best: null, baseline: 1 }])).toBeNull();
  });
});
