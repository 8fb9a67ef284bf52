import { describe, expect, it } from '@jest/globals';
import { scoreOf } from '../../src/answers/metric-score.fixture.ts';
import { mathMatch } from '../../src/answers/math-match.ts';
import { numericMatch } from '../../src/answers/numeric-match.ts';
import { MATH_OUTPUTS } from './math-outputs.ts';
import { NUMERIC_OUTPUTS } from './numeric-outputs.ts';
import type { ScoredOutput } from './scored-output.ts';

const shown = (row: ScoredOutput) => ({ ...row, shown: JSON.stringify(row.output) });
const ALL = [...Object.values(MATH_OUTPUTS).flat(), ...NUMERIC_OUTPUTS];

describe.each(Object.entries(MATH_OUTPUTS))('mathMatch and %s', (_kind, rows) => {
  it.each(rows.map(shown))('reads $shown, reference $reference, right: $right ($because)', async (row) => {
    expect(await scoreOf(mathMatch(), row.output, row.reference)).toEqual({
      raw: row.right,
      reason: expect.stringMatching(/./),
    });
  });
});

describe('numericMatch', () => {
  it.each(NUMERIC_OUTPUTS.map(shown))('reads $shown, reference $reference, right: $right ($because)', async (row) => {
    expect(await scoreOf(numericMatch(), row.output, row.reference)).toEqual({
      raw: row.right,
      reason: expect.stringMatching(/./),
    });
  });
});

describe('the table of outputs', () => {
  it('has at least 150 rows, no pair twice, and half of them wrong', () => {
    const keys = ALL.map(({ output, reference }) => JSON.stringify([output, reference]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(ALL.length).toBeGreaterThanOrEqual(150);
    expect(ALL.filter((row) => !row.right).length).toBeGreaterThanOrEqual(75);
  });
});
