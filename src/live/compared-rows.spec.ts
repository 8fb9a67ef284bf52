import { describe, expect, it } from '@jest/globals';
import type { JobToCompare } from '../domain/comparison-starter.ts';
import type { ScoredColumns } from '../domain/scored-columns.ts';
import { seededOrder } from '../statistics/seeded-order.ts';
import { commonOrder, type RunToCompare } from './compared-rows.ts';

type Name = 'candidate' | 'baseline';

interface JobChanges {
  readonly seed?: number;
  readonly trials?: number | null;
  readonly examples?: number;
  readonly repeats?: number;
}

function inTheMaking(name: Name, { seed = 7, trials = 10, examples = 10, repeats = 1 }: JobChanges = {}): RunToCompare {
  const job = { spec: { seed, repeats }, plannedTrials: trials, exampleCount: examples } as JobToCompare;
  return { runId: `the ${name}'s id`, name, job };
}

function unseeded(): RunToCompare {
  const job = { spec: { repeats: 1 }, plannedTrials: 10, exampleCount: 10 } as JobToCompare;
  return { runId: 'x', name: 'candidate', job };
}

function ended(name: Name, rows: readonly number[], cut: string | null = null): RunToCompare {
  const places = new Map(rows.map((row, place) => [row, place]));
  return { runId: `the ${name}'s id`, name, columns: {} as ScoredColumns, places, cut };
}

const TEN = Array.from({ length: 10 }, (_, row) => row);

describe('commonOrder', () => {
  it('is the order in which the job that runs takes its rows', () => {
    const order = { seed: 7, rows: [...seededOrder(10, 7)] };
    expect(commonOrder(inTheMaking('candidate'), ended('baseline', TEN), 1)).toEqual(order);
    expect(commonOrder(ended('candidate', TEN), inTheMaking('baseline'), 1)).toEqual(order);
  });

  it('shuffles the rows of two runs that have ended, with the seed that is given', () => {
    const rows = [9, 4, 2, 0];
    const found = commonOrder(ended('candidate', rows), ended('baseline', TEN), 3);
    expect(found).toEqual({ seed: 3, rows: [...seededOrder(10, 3)].filter((row) => rows.includes(row)) });
  });

  it('ends with the shorter of two runs, and counts a row once however often it is repeated', () => {
    const candidate = inTheMaking('candidate', { trials: 12, repeats: 3 });
    expect(commonOrder(candidate, inTheMaking('baseline', { trials: 8 }), 1).rows).toEqual([...seededOrder(10, 7)].slice(0, 4));
  });

  it('asks of a baseline that has ended only for the rows that the candidate takes', () => {
    const [first, second] = seededOrder(10, 7);
    const taken = [first ?? 0, second ?? 0];
    expect(commonOrder(inTheMaking('candidate', { trials: 2 }), ended('baseline', taken), 1).rows).toEqual(taken);
  });

  it('refuses a run that has ended without some of the rows', () => {
    expect(() => commonOrder(inTheMaking('candidate'), ended('baseline', TEN.slice(3)), 1)).toThrow(
      "The baseline, the baseline's id, has ended without 3 of the 10 rows: name a run that has them all, or resume it first.",
    );
  });

  it('takes the rows of no candidate that has ended early, if it has not all that the baseline takes', () => {
    const early = ended('candidate', TEN, 'is cancelled: resume it.');
    expect(() => commonOrder(early, ended('baseline', TEN), 1)).toThrow(
      "The candidate, the candidate's id, is cancelled: resume it.",
    );
    expect(commonOrder(early, inTheMaking('baseline'), 1).rows).toHaveLength(10);
  });

  it('refuses jobs that take their rows in the order of the dataset, or in different ones', () => {
    expect(() => commonOrder(unseeded(), ended('baseline', TEN), 1)).toThrow(
      /^The candidate, x, was started without a seed.*start it with a seed/,
    );
    expect(() => commonOrder(inTheMaking('candidate', { seed: 1 }), inTheMaking('baseline', { seed: 2 }), 1)).toThrow(
      /order of the seed 1, and the baseline in that of 2.*Start both with the same seed\.$/,
    );
  });

  it('refuses a job that does not say how many rows it has', () => {
    expect(() => commonOrder(inTheMaking('candidate', { trials: null }), ended('baseline', TEN), 1)).toThrow(
      /does not say how many rows its dataset has: wait until it has ended\.$/,
    );
  });

  it('takes 200,000 rows, and no more', () => {
    const many = (count: number) => ({ trials: count, examples: count });
    const [candidate, baseline] = [inTheMaking('candidate', many(200_000)), inTheMaking('baseline', many(200_001))];
    expect(commonOrder(candidate, baseline, 1).rows).toHaveLength(200_000);
    expect(() => commonOrder(inTheMaking('candidate', many(200_001)), baseline, 1)).toThrow(
      '200001 rows are too many to compare live: start the runs with a limit of 200000.',
    );
  });
});
