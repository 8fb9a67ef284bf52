import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { scoredRun } from '../../../domain/scored-columns.ts';
import type { ScoredRun } from '../../../statistics/scored-run.ts';
import { ColumnCache } from './column-cache.ts';
import { IndexedRuns, scoredTrials, scoringEvent, trialEvent, trialWith } from './indexed-runs.fixture.ts';
import type { ReadableRun } from './readable-run.ts';
import { SampleReads } from './sample-reads.ts';
import { TextSearch } from './text-search.ts';

describe('the scores of a run', () => {
  let runs: IndexedRuns;
  let reads: SampleReads;

  beforeEach(() => {
    runs = new IndexedRuns();
    reads = new SampleReads(runs.database, new TextSearch(runs.textPath), new ColumnCache());
  });

  afterEach(() => {
    runs.close();
  });

  function scoresOf(run: ReadableRun, clusterBy?: string): ScoredRun {
    const [columns] = reads.scores({ runs: [run], clusterBy });
    if (columns === undefined) throw new Error(`no scores of ${run.runId}`);
    return scoredRun(columns);
  }

  it('are columns in the order of ids by code unit, NaN where there is none', async () => {
    const ids = ['\u{1f600}', '\uff5e', 'b', 'a\0', 'a'];
    const { run } = runs.job('j', [
      ...ids.map((id, row) => trialEvent(id, { row })),
      scoringEvent('b', 0.5, { row: 2 }),
      scoringEvent('a', null, { row: 4 }),
    ]);
    expect(scoresOf(run)).toEqual({
      runId: 'j',
      ids: ['a', 'a\0', 'b', '\u{1f600}', '\uff5e'],
      datasetRows: Int32Array.of(4, 3, 2, 0, 1),
      metrics: new Map([['correct', Float64Array.of(NaN, NaN, 0.5, NaN, NaN)]]),
      invalid: new Map([['correct', { count: 4, ids: ['a', 'a\0', '\u{1f600}', '\uff5e'] }]]),
      duplicates: { count: 0, ids: [] },
      repeats: new Map(),
    });
  });

  it('average the trials of an example under the id of its first replicate', async () => {
    const trial = (replicate: number): ReturnType<typeof trialEvent> =>
      trialEvent(`x${replicate}`, { row: 0, replicate, question: 'x' });
    const { run } = runs.job(
      'j',
      [trial(0), scoringEvent('x0', 1, { row: 0 }), trial(1), scoringEvent('x1', 0.5, { row: 0 }), trial(2)],
      { repeats: 3 },
    );
    expect(scoresOf(run)).toMatchObject({
      ids: ['x0'],
      metrics: new Map([['correct', Float64Array.of(0.75)]]),
      invalid: new Map([['correct', { count: 0, ids: [] }]]),
      duplicates: { count: 1, ids: ['x0'] },
      repeats: new Map([['correct', { counts: Float64Array.of(2), squares: Float64Array.of(0.125) }]]),
    });
  });

  it('keep equal rows of a job apart, in the order of their rows', async () => {
    const equal = (row: number, score: number): ReturnType<typeof scoredTrials> => [
      trialEvent('x', { row }),
      scoringEvent('x', score, { row }),
    ];
    const { run } = runs.job('j', [...equal(9, 0.9), ...equal(2, 0.2)]);
    expect(scoresOf(run)).toMatchObject({
      ids: ['x', 'x'],
      metrics: new Map([['correct', Float64Array.of(0.2, 0.9)]]),
      duplicates: { count: 0 },
    });
  });

  it('average what an import has more than once, and take the first cluster of it', async () => {
    const run = runs.import('i', [
      { id: 'b', prompt: '', response: '', scores: { f1: 1 } },
      { id: 'a', prompt: '', response: '', scores: { f1: 0.5, bleu: 0.1 } },
      { id: 'b', prompt: '', response: '', scores: { f1: 0 }, cluster: 'c' },
    ]);
    expect(scoresOf(run)).toEqual({
      runId: 'i',
      ids: ['a', 'b'],
      metrics: new Map([
        ['f1', Float64Array.of(0.5, 0.5)],
        ['bleu', Float64Array.of(0.1, NaN)],
      ]),
      clusters: [null, 'c'],
      invalid: new Map([
        ['f1', { count: 0, ids: [] }],
        ['bleu', { count: 1, ids: ['b'] }],
      ]),
      duplicates: { count: 1, ids: ['b'] },
      repeats: new Map([['f1', { counts: Float64Array.of(1, 2), squares: Float64Array.of(0, 0.5) }]]),
    });
  });

  it('have clusters by what lies at a path of the example', async () => {
    const { run } = runs.job('j', [
      trialEvent('t1', { row: 0, question: 'b-question' }),
      trialEvent('t2', { row: 1, question: 'a-question' }),
      trialWith('t3', 2, { example: { inputs: { document: 7 }, reference: null } }),
      trialWith('t4', 3, { example: { inputs: { document: null }, reference: null } }),
    ]);
    expect(scoresOf(run, 'inputs.document').clusters).toEqual(['b', 'a', '7', null]);
    expect(scoresOf(run, 'inputs.nothing')).not.toHaveProperty('clusters');
    expect(scoresOf(run)).not.toHaveProperty('clusters');
  });

  it('have the same digest as those of another run over the same dataset', () => {
    const same = [
      [0, 1, 0],
      [1, 1, 1],
      [1, 1],
    ].map((scores, at) => runs.job(`j${at}`, scoredTrials(scores)).run);
    const [first, second, third] = reads.scores({ runs: same, clusterBy: undefined });
    expect(second?.digest).toBe(first?.digest);
    expect(third?.digest).not.toBe(first?.digest);
    expect([first?.size, third?.size]).toEqual([3, 2]);
  });
  it('have ten thousand metrics', async () => {
    const { run } = runs.job('j', [
      trialEvent('t0', { row: 0 }),
      ...Array.from({ length: 10_000 }, (_, at) => scoringEvent('t0', at / 10_000, { row: 0, metric: `m${at}` })),
    ]);
    const { metrics } = scoresOf(run);
    expect(metrics.size).toBe(10_000);
    expect(metrics.get('m9999')).toEqual(Float64Array.of(0.9999));
    const [sample] = reads.page({ run, query: { limit: 1 }, against: null }).samples;
    expect(Object.keys(sample?.scores ?? {})).toHaveLength(10_000);
    expect(sample?.events?.scorings).toHaveLength(10_000);
    expect(reads.aggregate({ run, query: {}, against: null }).metrics).toHaveLength(10_000);
  });

  it('are none of a run without samples', async () => {
    const run = runs.import('i', []);
    expect(scoresOf(run)).toMatchObject({ ids: [], duplicates: { count: 0, ids: [] } });
    expect(reads.page({ run, query: { limit: 1 }, against: null }).samples).toEqual([]);
    expect(reads.aggregate({ run, query: {}, against: null })).toMatchObject({ samples: 0, latency: null });
  });
});
