import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AggregateQuery, PlacedSample, SamplePage, SampleQuery } from '../../../domain/sample-query.ts';
import { ColumnCache } from './column-cache.ts';
import { IndexedRuns, scoredTrials, scoringEvent, trialEvent, trialWith } from './indexed-runs.fixture.ts';
import type { ReadableRun } from './readable-run.ts';
import { SampleReads } from './sample-reads.ts';
import { TextSearch } from './text-search.ts';

describe('pages of samples by offset, and beside another run', () => {
  let runs: IndexedRuns;
  let reads: SampleReads;

  beforeEach(() => {
    runs = new IndexedRuns();
    reads = new SampleReads(runs.database, new TextSearch(runs.textPath), new ColumnCache());
  });

  afterEach(() => {
    runs.close();
  });

  function page(run: ReadableRun, query: Partial<SampleQuery> = {}, against: ReadableRun | null = null): SamplePage {
    const other = against === null ? {} : { against: against.runId };
    return reads.page({ run, query: { limit: 50, ...other, ...query }, against });
  }

  function aggregate(run: ReadableRun, query: AggregateQuery, against: ReadableRun) {
    return reads.aggregate({ run, query: { against: against.runId, ...query }, against });
  }

  const rowsOf = ({ samples }: SamplePage): number[] => samples.map(({ row }) => row);

  const SCORES = [0.5, null, 0.25, 1, 0.5, 0, null, 1];

  it.each<[string, Partial<SampleQuery>]>([
    ['as they came', {}],
    ['the last first', { sort: { by: 'position', isDescending: true } }],
    ['by row', { sort: { by: 'row', isDescending: true } }],
    ['by score', { sort: { by: { metric: 'correct' }, isDescending: false } }],
    ['the best first', { sort: { by: { metric: 'correct' }, isDescending: true } }],
    ['by id', { sort: { by: 'id', isDescending: true } }],
    ['by kind of error', { sort: { by: 'error_kind', isDescending: false } }],
    ['by status', { sort: { by: 'status', isDescending: true } }],
    ['by latency', { sort: { by: 'latency', isDescending: true } }],
    ['that succeeded', { status: 'success' }],
    ['that failed, the last first', { status: 'failed', sort: { by: 'position', isDescending: true } }],
    ['within bounds, by score', { min: 0.25, max: 0.5, sort: { by: { metric: 'correct' }, isDescending: true } }],
    ['by difference', { sort: { by: 'delta', isDescending: false } }],
    ['by the size of the difference', { sort: { by: 'abs_delta', isDescending: false } }],
    ['the largest difference first', { sort: { by: 'abs_delta', isDescending: true } }],
    ['that regressed, the largest difference first', { paired: 'regressed', sort: { by: 'abs_delta', isDescending: true } }],
    ['that regressed, by difference', { paired: 'regressed', sort: { by: 'delta', isDescending: true } }],
  ])('%s are those of pages by cursor, which go on from them', (_, query) => {
    const { run } = runs.job('j', scoredTrials(SCORES));
    const against = runs.job('base', scoredTrials([1, 0, 0.25, 0.5, 0.75, null, 1, 1])).run;
    const whole = page(run, query, against);
    const rows = rowsOf(whole);
    expect(whole.total).toBeNull();
    for (let offset = 0; offset <= rows.length + 1; offset += 1) {
      const part = page(run, { ...query, offset, limit: 2 }, against);
      expect([rowsOf(part), part.total]).toEqual([rows.slice(offset, offset + 2), rows.length]);
      if (part.nextCursor === null) expect(offset + 2).toBeGreaterThanOrEqual(rows.length);
      else expect(rowsOf(page(run, { ...query, cursor: part.nextCursor }, against))).toEqual(rows.slice(offset + 2));
    }
  });

  it('refuses an offset beside a cursor', () => {
    const { run } = runs.job('j', scoredTrials(SCORES));
    const { nextCursor } = page(run, { limit: 1 });
    expect(() => page(run, { cursor: nextCursor ?? '', offset: 1 })).toThrow('cursor and offset');
  });

  it('finds what improved, regressed, stayed and is missing, and counts all of them whichever is wanted', () => {
    const { run } = runs.job('j', scoredTrials([1, 0, 0.5, null, 1]));
    const { run: base } = runs.job('base', scoredTrials([0, 1, 0.5, 1]));
    const rows = (query: Partial<SampleQuery>): number[] => rowsOf(page(run, query, base));
    expect([
      rows({ paired: 'improved' }),
      rows({ paired: 'regressed' }),
      rows({ paired: 'equal' }),
      rows({ paired: 'missing' }),
    ]).toEqual([[0], [1], [2], [3, 4]]);
    expect(rows({ paired: 'improved', lowerIsBetter: true })).toEqual([1]);
    const counts = { improved: 1, regressed: 1, equal: 1, missing: 2 };
    expect(aggregate(run, { paired: 'improved' }, base)).toMatchObject({ samples: 1, paired: counts });
    expect(aggregate(run, { status: 'success' }, base)).toMatchObject({ samples: 4, paired: { ...counts, missing: 1 } });
    expect(() => page(run, { paired: 'equal' })).toThrow('differences need another run');
  });

  it('has the answer of the other run beside each sample, of the same replicate where there is one', () => {
    const repeated = (id: string, replicate: number, row: number) => trialEvent(id, { row, replicate });
    const { run } = runs.job('j', [repeated('a', 0, 0), repeated('b', 0, 1), repeated('a1', 1, 0)], { repeats: 2 });
    const { run: base } = runs.job('base', [trialEvent('a', { row: 0, failed: true }), scoringEvent('a', 0.5, { row: 0 })]);
    const others = page(run, {}, base).samples.map(({ other }) => other);
    expect(others[0]).toMatchObject({ status: 'failed', replicate: 0, scores: { correct: 0.5 }, error: expect.anything() });
    expect(others[1]).toBeNull();
    expect(page(run).samples.map((sample: PlacedSample) => sample.other)).toEqual([undefined, undefined, undefined]);
  });

  it('joins rows that are equal by their numbers, as comparisons do', () => {
    const equal = (row: number, score: number) => [
      trialEvent('x', { row, question: 'same' }),
      scoringEvent('x', score, { row }),
    ];
    const { run } = runs.job('j', [...equal(7, 1), ...equal(9, 0)]);
    const { run: base } = runs.job('base', [...equal(3, 0.25), ...equal(7, 0.5), ...equal(9, 0.75)]);
    const samples = page(run, {}, base).samples.map(({ row, delta, other }) => [row, delta, other?.scores['correct']]);
    expect(samples).toEqual([
      [7, 0.5, 0.5],
      [9, -0.75, 0.75],
    ]);
  });

  it('gives the first characters of texts, without events, and says which were cut', () => {
    const long = '😀'.repeat(200);
    const events = [
      trialWith('a', 0, { output: long, example: { inputs: { q: 'why' }, reference: 7 } }),
      trialEvent('b', { row: 1, failed: true }),
    ];
    const { run } = runs.job('j', events);
    const [first, second] = page(run, { isShort: true }).samples;
    expect(first).toMatchObject({ events: null, seq: 0, response: '😀'.repeat(150) });
    expect(first?.texts).toMatchObject({
      inputs: '{"q":"why"}',
      response: '😀'.repeat(150),
      reference: '7',
      error: null,
      cut: ['response'],
    });
    expect(second?.texts).toMatchObject({ error: second?.error?.message, cut: [] });
  });
});
