import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { SampleLevels, ScoredRun } from './scored-run.ts';

function run(runId: string, scores: readonly number[], slices: readonly (string | null)[]): ScoredRun {
  const records = scores.map((m, i) => ({ id: `s${String(i).padStart(4, '0')}`, scores: { m } }));
  return { ...scoreColumns(runId, records), slices: levels(slices.map((level) => (level === null ? [] : [level]))) };
}

function levels(sets: readonly (readonly string[])[]): SampleLevels {
  return { sets, ofSample: Int32Array.from(sets.keys()) };
}

const LEVELS = Array.from({ length: 40 }, (_, i) => (i < 20 ? 'hard' : i < 36 ? 'easy' : i < 39 ? '__proto__' : null));
const A = LEVELS.map((level, i) => (level === 'hard' && i % 20 < 15 ? 1 : 0));
const B = LEVELS.map(() => 0);

describe('slices', () => {
  const runs = [run('a', A, LEVELS), run('b', B, LEVELS)];
  const found = compareRuns({ runs, sliced: true });

  it('have the pairs of each level, ascending, over the samples of that level', () => {
    expect(found.slices.map(({ level, samples, pairs }) => [level, samples, pairs[0]?.n, pairs[0]?.delta])).toEqual([
      ['__proto__', 3, 3, 0],
      ['easy', 16, 16, 0],
      ['hard', 20, 20, 0.75],
    ]);
    expect(found.pairs).toHaveLength(1);
    expect(found.pairs[0]).toMatchObject({ n: 40, delta: 15 / 40 });
  });

  it('are in one family with the whole', () => {
    const p = 2 ** -14;
    expect(found.metadata.familySizes).toEqual([4]);
    expect(found.pairs[0]).toMatchObject({ p, adjustedP: 4 * p });
    expect(found.slices[2]?.pairs[0]).toMatchObject({ p, adjustedP: 4 * p, verdict: 'a_better' });
    expect(compareRuns({ runs }).pairs[0]).toMatchObject({ adjustedP: p });
    expect(compareRuns({ runs }).slices).toEqual([]);
  });

  it('warn below six samples, and of samples in none', () => {
    expect(found.slices.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([['small-slice'], [], []]);
    expect(found.warnings.map(({ code }) => code)).toEqual(['unsliced-samples']);
  });

  it('overlap where samples have several levels, and say so', () => {
    const tags = LEVELS.map((level, i) => (i % 2 === 0 ? ['all', ...(level === null ? [] : [level])] : []));
    const tagged = runs.map((one) => ({ ...one, slices: levels(tags) }));
    const { slices, warnings, metadata } = compareRuns({ runs: tagged, sliced: true });
    expect(slices.map(({ level, samples, pairs }) => [level, samples, pairs[0]?.delta])).toEqual([
      ['__proto__', 2, 0],
      ['all', 20, 0.4],
      ['easy', 8, 0],
      ['hard', 10, 0.8],
    ]);
    expect(metadata.familySizes).toEqual([5]);
    expect(warnings).toEqual([
      { code: 'unsliced-samples', message: '20 samples are in no slice.' },
      {
        code: 'overlapping-slices',
        message: '20 samples are in more than one slice: what is found in one is in part found again in the others.',
      },
    ]);
  });

  it('take a sample that one run has no level of from the next run', () => {
    const none = { sets: [], ofSample: new Int32Array(40).fill(-1) };
    const [first, second] = runs;
    if (first === undefined || second === undefined) throw new Error('two runs are needed');
    expect(
      compareRuns({ runs: [{ ...first, slices: none }, second], sliced: true }).slices.map(({ samples }) => samples),
    ).toEqual(found.slices.map(({ samples }) => samples));
  });

  it('keep clusters and missing scores', () => {
    const clusters = LEVELS.map((_, i) => `c${i % 10}`);
    const holes = A.map((score, i) => (i === 3 ? NaN : score));
    const both = [run('a', holes, LEVELS), run('b', B, LEVELS)].map((one) => ({ ...one, clusters }));
    const hard = compareRuns({ runs: both, sliced: true, clustered: true, ranges: new Map([['m', [0, 1]]]) }).slices[2];
    expect(hard?.pairs[0]).toMatchObject({ n: 19, clustered: { clusters: 10 }, missingScores: { unscoredShare: 0.05 } });
  });
});
