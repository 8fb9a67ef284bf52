import { describe, expect, it } from '@jest/globals';
import { bradleyTerry } from './bradley-terry.ts';

describe('Bradley–Terry strengths', () => {
  it('are the odds of two items', () => {
    const { strengths, pseudoWins } = bradleyTerry([
      [0, 2],
      [1, 0],
    ]);
    expect((strengths[0] ?? NaN) / (strengths[1] ?? NaN)).toBeCloseTo(2, 10);
    expect(pseudoWins).toBe(false);
  });

  it('satisfy the likelihood equations of three', () => {
    const wins = [
      [0, 7, 9],
      [3, 0, 6],
      [1, 4, 0],
    ];
    const { strengths } = bradleyTerry(wins);
    wins.forEach((row, i) => {
      const expected = strengths.reduce((sum, other, j) => {
        const games = (wins[i]?.[j] ?? 0) + (wins[j]?.[i] ?? 0);
        return i === j ? sum : sum + (games * (strengths[i] ?? NaN)) / ((strengths[i] ?? NaN) + other);
      }, 0);
      expect(row.reduce((sum, count) => sum + count, 0)).toBeCloseTo(expected, 8);
    });
    expect(strengths.reduce((product, strength) => product * strength, 1)).toBeCloseTo(1, 10);
  });

  it('stay finite, by half a win each way, where somebody never lost', () => {
    const { strengths, pseudoWins } = bradleyTerry([
      [0, 5],
      [0, 0],
    ]);
    expect(pseudoWins).toBe(true);
    expect((strengths[0] ?? NaN) / (strengths[1] ?? NaN)).toBeCloseTo(11, 8);
  });
});
