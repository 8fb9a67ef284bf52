import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SampleLevels } from '../../../statistics/scored-run.ts';
import { ColumnCache } from './column-cache.ts';
import { IndexedRuns, trialWith } from './indexed-runs.fixture.ts';
import type { ReadableRun } from './readable-run.ts';
import { SampleReads } from './sample-reads.ts';
import { TextSearch } from './text-search.ts';

describe('the levels of samples', () => {
  let runs: IndexedRuns;
  let reads: SampleReads;

  beforeEach(() => {
    runs = new IndexedRuns();
    reads = new SampleReads(runs.database, new TextSearch(runs.textPath), new ColumnCache());
  });

  afterEach(() => {
    runs.close();
  });

  function levelsOf(run: ReadableRun, by: string, most = 100): (readonly string[])[] {
    const [{ sets, ofSample } = { sets: [], ofSample: new Int32Array() }]: readonly SampleLevels[] = reads.levels({
      runs: [run],
      field: { by, most },
    });
    return Array.from(ofSample, (set) => sets[set] ?? []);
  }

  const TAGS = [['b', 'a'], [], ['a'], ['c', 'b', 'a'], ['a', 'b'], ['b']];

  function tagged(runId: string): ReadableRun {
    const trials = TAGS.map((tags, row) =>
      trialWith(`t${row}`, row, { example: { inputs: { topic: row % 2 }, reference: 1, tags, cluster: `c${row % 3}` } }),
    );
    return runs.job(runId, trials).run;
  }

  it('are all tags of each sample', () => {
    const run = tagged('j');
    const sets = [['a', 'b'], [], ['a'], ['a', 'b', 'c'], ['a', 'b'], ['b']];
    expect(levelsOf(run, 'tags')).toEqual(sets);
    // From memory.
    expect(levelsOf(run, 'tags')).toEqual(sets);
    const untagged = runs.job('k', [trialWith('t', 0, { example: { inputs: {}, reference: 1 } })]).run;
    expect([levelsOf(untagged, 'tags'), levelsOf(untagged, 'tags')]).toEqual([[[]], [[]]]);
  });

  it('are its cluster, or what lies at a path', () => {
    const run = tagged('j');
    expect(levelsOf(run, 'cluster')).toEqual([['c0'], ['c1'], ['c2'], ['c0'], ['c1'], ['c2']]);
    expect(levelsOf(run, 'inputs.topic')).toEqual([['0'], ['1'], ['0'], ['1'], ['0'], ['1']]);
    expect(levelsOf(run, 'inputs.nothing')).toEqual([[], [], [], [], [], []]);
  });

  it('are those of examples, whose first sample that has any counts', () => {
    const run = runs.import('i', [
      { id: 'b', prompt: '', response: '', scores: { m: 1 } },
      { id: 'a', prompt: '', response: '', scores: { m: 0 } },
      { id: 'a', prompt: '', response: '', scores: { m: 1 }, cluster: 'c' },
    ]);
    expect(levelsOf(run, 'cluster')).toEqual([['c'], []]);
  });

  it('are refused where there are more than are wanted', () => {
    const run = tagged('j');
    expect(levelsOf(run, 'tags', 3)).toHaveLength(6);
    expect(() => levelsOf(run, 'tags', 2)).toThrow('"tags" has 3 levels; one comparison takes at most 2.');
  });
});
