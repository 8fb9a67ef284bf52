import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnusableRequestError } from '../../../domain/errors.ts';
import type { AggregateQuery, SampleAggregate } from '../../../domain/sample-query.ts';
import { aggregate } from '../../../evaluation/aggregate.ts';
import { shownInterval } from '../../../statistics/shown-interval.ts';
import { ColumnCache } from './column-cache.ts';
import { IndexedRuns, scoredTrials, scoringEvent, trialEvent, trialWith } from './indexed-runs.fixture.ts';
import type { ReadableRun } from './readable-run.ts';
import { SampleReads } from './sample-reads.ts';
import { TextSearch } from './text-search.ts';

describe('the aggregate of samples', () => {
  let runs: IndexedRuns;
  let reads: SampleReads;

  beforeEach(() => {
    runs = new IndexedRuns();
    reads = new SampleReads(runs.database, new TextSearch(runs.textPath), new ColumnCache());
  });

  afterEach(() => {
    runs.close();
  });

  function aggregateOf(run: ReadableRun, query: AggregateQuery = {}, against: ReadableRun | null = null): SampleAggregate {
    return reads.aggregate({ run, query, against });
  }

  const tagged = (row: number, score: number, tags: readonly string[], topic?: unknown): ReturnType<typeof scoredTrials> => [
    trialWith(`t${row}`, row, { example: { inputs: { topic }, reference: 1, tags } }),
    scoringEvent(`t${row}`, score, { row }),
  ];

  it('has means, spreads and intervals as every other screen has them', () => {
    const scores = [0.1, 0.25, 0.7, 1, 0.3];
    const { run } = runs.job('j', scoredTrials([...scores, null]));
    const found = aggregateOf(run);
    expect(found).toMatchObject({ samples: 6, failed: 1, delta: null, slices: null, moreSlices: 0, search: null });
    expect(found.metrics).toMatchObject([{ metric: 'correct', ...aggregate(scores) }]);
    const [low, high] = found.metrics[0]?.interval ?? [];
    const [expectedLow, expectedHigh] = shownInterval({ ...aggregate(scores), isNormalized: true, binaryScores: null }) ?? [];
    expect(low).toBeCloseTo(expectedLow ?? NaN, 12);
    expect(high).toBeCloseTo(expectedHigh ?? NaN, 12);
  });

  it('puts shares into twenty bins from 0 to 1, with 1 in the last', () => {
    const { run } = runs.job('j', scoredTrials([0, 0.04, 0.05, 1, 0.99]));
    const counts = new Array<number>(20).fill(0);
    [counts[0], counts[1], counts[19]] = [2, 1, 2];
    expect(aggregateOf(run).metrics[0]?.distribution).toEqual({ from: 0, to: 1, counts });
  });

  it('spreads the bins from the least to the highest of other scores', () => {
    const run = runs.import(
      'i',
      [-2, 0, 2, 2].map((score, at) => ({ id: `${at}`, prompt: '', response: '', scores: { score, five: 5 } })),
    );
    const [score, five] = aggregateOf(run).metrics;
    expect(score?.distribution).toMatchObject({ from: -2, to: 2 });
    expect(score?.distribution?.counts.map((count, bin) => [bin, count]).filter(([, count]) => count !== 0)).toEqual([
      [0, 1],
      [10, 1],
      [19, 2],
    ]);
    expect(five?.distribution).toMatchObject({ from: 5, to: 5, counts: expect.arrayContaining([4]) });
  });

  it('has no interval of one sample, and no mean of none', () => {
    const { run } = runs.job('j', scoredTrials([0.5, null]));
    expect(aggregateOf(run).metrics).toMatchObject([{ mean: 0.5, sd: 0, n: 1, interval: null }]);
    expect(aggregateOf(run, { status: 'failed' }).metrics).toEqual([
      { metric: 'correct', mean: null, sd: null, n: 0, interval: null, distribution: null },
    ]);
  });

  it('counts failures by kind, the most frequent first', () => {
    const failed = (row: number, error: object): ReturnType<typeof trialEvent> =>
      trialWith(`t${row}`, row, { status: 'failed', error });
    const { run } = runs.job('j', [
      failed(0, { type: 'Timeout', message: '' }),
      failed(1, { type: 'Error', message: '', kind: 'provider' }),
      failed(2, { type: 'Other', message: '', kind: 'provider' }),
      trialEvent('t3', { row: 3 }),
    ]);
    expect(aggregateOf(run)).toMatchObject({
      failed: 3,
      failures: [
        { errorKind: 'provider', count: 2 },
        { errorKind: 'Timeout', count: 1 },
      ],
    });
    expect(aggregateOf(run, { errorKind: 'Timeout' })).toMatchObject({ samples: 1, failures: [{ count: 1 }] });
  });

  it('adds up tokens, and has percentiles of the latency', () => {
    const { run } = runs.job(
      'j',
      Array.from({ length: 40 }, (_, row) =>
        trialWith(`t${row}`, row, {
          telemetry: {
            rendered_prompt: '',
            response: { content: '', input_tokens: 10, output_tokens: row, latency: row === 0 ? null : 40 - row },
          },
        }),
      ),
    );
    expect(aggregateOf(run)).toMatchObject({
      inputTokens: 400,
      outputTokens: 780,
      cost: null,
      latency: { n: 39, mean: 20, p50: 20, p95: expect.closeTo(37.1, 9), max: 39 },
    });
  });

  it('is over the samples that match, and no others', () => {
    const { run } = runs.job('j', [...scoredTrials([0, 0.5, 1]), ...tagged(3, 0.8, ['x'])]);
    const other = runs.job('o', scoredTrials([0.5, 0.5])).run;
    expect(aggregateOf(run, { min: 0.5, max: 0.9 }).metrics).toMatchObject([{ n: 2, mean: 0.65 }]);
    expect(aggregateOf(run, { tag: 'x' })).toMatchObject({ samples: 1, metrics: [{ mean: 0.8 }] });
    expect(aggregateOf(run, { deltaMax: -0.1 }, other)).toMatchObject({ samples: 1, delta: { mean: -0.5, n: 1 } });
    expect(aggregateOf(run, {}, other)).toMatchObject({ samples: 4, delta: { mean: -0.25, n: 2 } });
    expect(() => aggregateOf(run, { metric: 'x' })).toThrow(UnusableRequestError);
  });

  it('has a slice for each tag, and one for the samples without', () => {
    const { run } = runs.job('j', [
      ...tagged(0, 1, ['a', 'b']),
      ...tagged(1, 0, ['b']),
      ...tagged(2, 0.5, []),
      trialEvent('t3', { row: 3, failed: true }),
      trialEvent('t4', { row: 4, failed: true }),
    ]);
    expect(aggregateOf(run, { sliceBy: 'tags' }).slices).toEqual([
      { value: null, samples: 3, failed: 2, metrics: [{ metric: 'correct', mean: 0.5, sd: 0, n: 1 }] },
      { value: 'b', samples: 2, failed: 0, metrics: [{ metric: 'correct', mean: 0.5, sd: Math.SQRT1_2, n: 2 }] },
      { value: 'a', samples: 1, failed: 0, metrics: [{ metric: 'correct', mean: 1, sd: 0, n: 1 }] },
    ]);
    expect(aggregateOf(run, { sliceBy: 'tags', tag: 'a' }).slices?.map(({ value }) => value)).toEqual(['a', 'b']);
  });

  it('has slices by what lies at a path, the hundred largest, and counts the others', () => {
    const { run } = runs.job('j', [
      ...tagged(0, 1, [], 'x'),
      ...tagged(1, 0, [], 'x'),
      ...Array.from({ length: 120 }, (_, at) => tagged(2 + at, 0, [], at)).flat(),
    ]);
    const { slices, moreSlices } = aggregateOf(run, { sliceBy: 'inputs.topic' });
    expect(slices?.[0]).toMatchObject({ value: 'x', samples: 2, metrics: [{ mean: 0.5 }] });
    expect({ shown: slices?.length, moreSlices }).toEqual({ shown: 100, moreSlices: 21 });
  });
});
