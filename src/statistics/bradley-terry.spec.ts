import { describe, expect, it } from '@jest/globals';
import { bradleyTerry, bradleyTerryIntervals, type Preference, winMatrix } from './bradley-terry.ts';

const OPTIONS = { alpha: 0.05, resamples: 400, seed: 7 };

function games(winner: number, loser: number, count: number): Preference[] {
  return Array.from({ length: count }, () => ({ winner, loser }));
}

const PREFERENCES = [
  ...games(0, 1, 30),
  ...games(1, 0, 10),
  ...games(1, 2, 20),
  ...games(2, 1, 20),
  ...games(0, 2, 25),
  ...games(2, 0, 15),
];

describe('intervals of Bradley–Terry strengths', () => {
  it('hold the strengths of all samples', () => {
    const { strengths } = bradleyTerry(winMatrix(PREFERENCES, 3));
    const { intervals, pseudoWins } = bradleyTerryIntervals(PREFERENCES, 3, OPTIONS);
    expect(pseudoWins).toBe(0);
    intervals.forEach(([low, high], item) => {
      expect(low).toBeLessThan(strengths[item] ?? NaN);
      expect(high).toBeGreaterThan(strengths[item] ?? NaN);
    });
  });

  it('get narrower with more samples', () => {
    const width = (preferences: readonly Preference[]): number => {
      const [low = NaN, high = NaN] = bradleyTerryIntervals(preferences, 3, OPTIONS).intervals[0] ?? [];
      return high - low;
    };
    expect(width([...PREFERENCES, ...PREFERENCES, ...PREFERENCES, ...PREFERENCES])).toBeLessThan(width(PREFERENCES));
  });

  it('are the same for the same seed, and others for another', () => {
    const again = bradleyTerryIntervals(PREFERENCES, 3, OPTIONS);
    expect(bradleyTerryIntervals(PREFERENCES, 3, OPTIONS)).toEqual(again);
    expect(bradleyTerryIntervals(PREFERENCES, 3, { ...OPTIONS, seed: 8 })).not.toEqual(again);
  });

  it('say how often an item never lost', () => {
    const { intervals, pseudoWins } = bradleyTerryIntervals([{ winner: 0, loser: 1 }], 2, OPTIONS);
    expect(pseudoWins).toBe(OPTIONS.resamples);
    expect(intervals[0]?.[0]).toBeCloseTo(Math.sqrt(3), 8);
  });
});

describe('a matrix of wins', () => {
  it('gives half a win to each side of a tie', () => {
    expect(
      winMatrix(
        [
          { winner: 0, loser: 1, tie: true },
          { winner: 1, loser: 0 },
        ],
        2,
      ),
    ).toEqual([
      [0, 0.5],
      [1.5, 0],
    ]);
  });
});

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

  it('stay finite, by half a win each way, where an item never lost', () => {
    const { strengths, pseudoWins } = bradleyTerry([
      [0, 5],
      [0, 0],
    ]);
    expect(pseudoWins).toBe(true);
    expect((strengths[0] ?? NaN) / (strengths[1] ?? NaN)).toBeCloseTo(11, 8);
  });
});
