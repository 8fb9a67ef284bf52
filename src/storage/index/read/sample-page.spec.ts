import { truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnusableRequestError } from '../../../domain/errors.ts';
import type { SamplePage, SampleQuery, SampleSort } from '../../../domain/sample-query.ts';
import { ColumnCache } from './column-cache.ts';
import { IndexedRuns, scoredTrials, scoringEvent, trialEvent, trialWith } from './indexed-runs.fixture.ts';
import type { ReadableRun } from './readable-run.ts';
import { SampleReads } from './sample-reads.ts';
import { TextSearch } from './text-search.ts';

describe('a page of samples', () => {
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
    return reads.page({ run, query: { limit: 50, ...query }, against });
  }

  function rowsOf({ samples }: SamplePage): number[] {
    return samples.map(({ row }) => row);
  }

  /** All pages, so many samples each. */
  function allRows(run: ReadableRun, query: Partial<SampleQuery>, against: ReadableRun | null = null): number[] {
    const rows: number[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const found = page(run, { ...query, ...(cursor === undefined ? {} : { cursor }) }, against);
      rows.push(...rowsOf(found));
      cursor = found.nextCursor;
    }
    return rows;
  }

  const by = (name: SampleSort['by'], isDescending = false): SampleSort => ({ by: name, isDescending });

  it('has a sample without its text where its line is nested too deeply to be passed on', () => {
    const deep = JSON.parse('['.repeat(3_000) + ']'.repeat(3_000)) as never;
    const { run } = runs.job('j', [trialEvent('a', { row: 3 }), { ...trialEvent('b', { row: 4 }), deep } as never]);
    expect(page(run).samples.map(({ id, prompt }) => [id, prompt])).toEqual([
      ['a', 'asked a'],
      ['b', ''],
    ]);
  });

  it('has what the log says of each sample, with its events', () => {
    const { run } = runs.job('j', [trialEvent('a', { row: 3 }), scoringEvent('a', 0.5, { row: 3 })]);
    const { samples, nextCursor, search } = page(run);
    expect({ nextCursor, search }).toEqual({ nextCursor: null, search: null });
    expect(samples).toMatchObject([
      {
        id: 'a',
        prompt: 'asked a',
        response: '{"answer":"a"}',
        scores: { correct: 0.5 },
        row: 3,
        replicate: 0,
        status: 'success',
        inputTokens: 1,
        outputTokens: 1,
        latency: 0,
        cost: null,
        tags: [],
        delta: null,
        events: { trial: { seq: 0, type: 'trial' }, scorings: [{ seq: 1, payload: { score: { normalized: 0.5 } } }] },
      },
    ]);
    expect(samples[0]).not.toHaveProperty('error');
  });

  it('says of a failed sample why, and what the model answered', () => {
    const telemetry = {
      rendered_prompt: 'asked',
      response: { content: 'garbage', input_tokens: 1, output_tokens: 2, latency: 3 },
    };
    const error = { type: 'ParseError', message: 'no JSON', kind: 'output' };
    const { run } = runs.job('j', [trialWith('a', 0, { status: 'failed', output: undefined, telemetry, error })]);
    expect(page(run, { errorKind: 'output' }).samples).toMatchObject([
      {
        status: 'failed',
        prompt: 'asked',
        response: '',
        rawResponse: 'garbage',
        error: { type: 'ParseError', message: 'no JSON' },
      },
    ]);
    expect(page(run, { errorKind: 'ParseError' }).samples).toEqual([]);
  });

  it('has the samples of an import from their own file', () => {
    const run = runs.import('i', [
      { id: 'x', prompt: 'p', response: 'r', scores: { f1: 0.2 }, cluster: 'c' },
      { id: 'x', prompt: 'p2', response: 'r2', scores: {} },
    ]);
    expect(page(run).samples).toMatchObject([
      { id: 'x', prompt: 'p', response: 'r', scores: { f1: 0.2 }, cluster: 'c', row: 0, events: null },
      { id: 'x', prompt: 'p2', response: 'r2', scores: {}, row: 1, events: null },
    ]);
  });

  it('keeps the looks of a judge apart, in one score', () => {
    const look = (replicate: number, score: number): ReturnType<typeof scoringEvent> =>
      scoringEvent('a', score, { row: 0, replicate });
    const { run } = runs.job('j', [trialEvent('a', { row: 0 }), look(1, 0), look(2, 1)]);
    const [sample] = page(run).samples;
    expect(sample?.scores).toEqual({ correct: 0.5 });
    expect(sample?.events?.scorings.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('matches status, bounds of a score and tags together', () => {
    const { run } = runs.job('j', [
      ...scoredTrials([0.1, 0.9, null]),
      trialWith('t3', 3, { example: { inputs: {}, reference: 1, tags: ['hard', 'new'] } }),
      scoringEvent('t3', 0.8, { row: 3 }),
    ]);
    expect(rowsOf(page(run, { status: 'failed' }))).toEqual([2]);
    expect(rowsOf(page(run, { status: 'success' }))).toEqual([0, 1, 3]);
    expect(rowsOf(page(run, { min: 0.8 }))).toEqual([1, 3]);
    expect(rowsOf(page(run, { min: 0.1, max: 0.8 }))).toEqual([0, 3]);
    expect(rowsOf(page(run, { tag: 'hard', min: 0.5, status: 'success' }))).toEqual([3]);
    expect(rowsOf(page(run, { tag: 'none' }))).toEqual([]);
    expect(page(run, { tag: 'new' }).samples[0]?.tags).toEqual(['hard', 'new']);
  });

  it('sorts by a score, with the samples that have none last in both directions', () => {
    const { run } = runs.job('j', scoredTrials([0.5, null, 0.2, 0.5, null, 0.9]));
    for (const limit of [1, 2, 50]) {
      expect(allRows(run, { limit, sort: by({ metric: 'correct' }) })).toEqual([2, 0, 3, 5, 1, 4]);
      expect(allRows(run, { limit, sort: by({ metric: 'correct' }, true) })).toEqual([5, 0, 3, 2, 1, 4]);
      expect(allRows(run, { limit, sort: by({ metric: 'correct' }), min: 0.3, max: 0.6 })).toEqual([0, 3]);
      expect(allRows(run, { limit, sort: by({ metric: 'correct' }), status: 'failed' })).toEqual([1, 4]);
    }
  });

  it('sorts by each of the other orders, page by page', () => {
    const usage = (latency: number | null): Record<string, unknown> => ({
      telemetry: { rendered_prompt: '', response: { content: '', input_tokens: 1, output_tokens: 2, latency } },
    });
    const { run } = runs.job('j', [
      trialWith('b', 2, usage(3)),
      trialWith('a', 1, usage(null)),
      trialWith('c', 0, usage(1)),
      trialEvent('d', { row: 5, failed: true }),
    ]);
    const orders: [SampleSort, number[]][] = [
      [by('position'), [2, 1, 0, 5]],
      [by('position', true), [5, 0, 1, 2]],
      [by('row'), [0, 1, 2, 5]],
      [by('row', true), [5, 2, 1, 0]],
      [by('id'), [1, 2, 0, 5]],
      [by('status'), [2, 1, 0, 5]],
      [by('status', true), [5, 2, 1, 0]],
      [by('error_kind'), [5, 2, 1, 0]],
      [by('latency'), [0, 2, 1, 5]],
      [by('latency', true), [2, 0, 1, 5]],
      [by('input_tokens', true), [2, 1, 0, 5]],
      [by('output_tokens'), [2, 1, 0, 5]],
      [by('cost', true), [2, 1, 0, 5]],
    ];
    for (const [sort, rows] of orders) {
      expect([sort, allRows(run, { sort, limit: 1 })]).toEqual([sort, rows]);
      expect([sort, allRows(run, { sort, limit: 50 })]).toEqual([sort, rows]);
    }
  });

  it('sorts by the difference to another run, and keeps to its bounds', () => {
    const { run } = runs.job('a', scoredTrials([0.5, 1, 0.2, null, 0.4]));
    const other = runs.job('b', scoredTrials([0.5, 0.25, 0.7, 1])).run;
    expect(page(run, {}, other).samples.map(({ delta }) => delta)).toEqual([0, 0.75, -0.49999999999999994, null, null]);
    for (const limit of [1, 3, 50]) {
      expect(allRows(run, { limit, sort: by('delta') }, other)).toEqual([2, 0, 1, 3, 4]);
      expect(allRows(run, { limit, sort: by('delta', true) }, other)).toEqual([1, 0, 2, 3, 4]);
      expect(allRows(run, { limit, sort: by('abs_delta') }, other)).toEqual([0, 2, 1, 3, 4]);
      expect(allRows(run, { limit, sort: by('abs_delta', true) }, other)).toEqual([1, 2, 0, 3, 4]);
      expect(allRows(run, { limit, deltaMax: 0 }, other)).toEqual([0, 2]);
      expect(allRows(run, { limit, deltaMin: 0, sort: by({ metric: 'correct' }, true) }, other)).toEqual([1, 0]);
      expect(allRows(run, { limit, sort: by('delta'), status: 'success', min: 0.4 }, other)).toEqual([0, 1, 4]);
    }
  });

  it('takes the n-th of equal rows of one run from the n-th of the other', () => {
    const twice = (first: number, second: number): ReturnType<typeof scoredTrials> => [
      trialEvent('x', { row: 7 }),
      scoringEvent('x', second, { row: 7 }),
      trialEvent('x', { row: 1 }),
      scoringEvent('x', first, { row: 1 }),
    ];
    const { run } = runs.job('a', twice(1, 0.5));
    const other = runs.job('b', [trialEvent('w', { row: 0 }), ...twice(0, 0.25)]).run;
    expect(page(run, {}, other).samples.map(({ row, delta }) => [row, delta])).toEqual([
      [7, 0.25],
      [1, 1],
    ]);
  });

  it('takes each replicate from the mean of the other run’s', () => {
    const replicates = (...scores: number[]): ReturnType<typeof scoredTrials> =>
      scores.flatMap((score, replicate) => {
        const id = `x${replicate}`;
        return [trialEvent(id, { row: 0, replicate, question: 'x' }), scoringEvent(id, score, { row: 0 })];
      });
    const { run } = runs.job('a', replicates(1, 0), { repeats: 2 });
    const other = runs.job('b', replicates(0.5, 1), { repeats: 2 }).run;
    expect(page(run, {}, other).samples.map(({ delta }) => delta)).toEqual([0.25, -0.75]);
  });

  it('goes on where it was while samples come', () => {
    const job = runs.job('j', scoredTrials([0.5, 0.1, 0.9]), { hasEnded: false });
    const sort = by({ metric: 'correct' });
    const first = page(job.run, { limit: 2, sort });
    job.add([trialEvent('t3', { row: 3 }), scoringEvent('t3', 0.3, { row: 3 }), trialEvent('t4', { row: 4 })]);
    job.add([scoringEvent('t4', 0.6, { row: 4 })]);
    expect(rowsOf(first)).toEqual([1, 0]);
    expect(rowsOf(page(job.run, { limit: 9, sort, cursor: first.nextCursor ?? '' }))).toEqual([4, 2]);
    const inOrder = page(job.run, { limit: 4 });
    job.add([trialEvent('t5', { row: 5 })]);
    expect(rowsOf(page(job.run, { limit: 4, cursor: inOrder.nextCursor ?? '' }))).toEqual([4, 5]);
  });

  it('sees new scores in the differences of a run in progress', () => {
    const job = runs.job('j', scoredTrials([0.5]), { hasEnded: false });
    const other = runs.job('o', scoredTrials([0, 0])).run;
    expect(allRows(job.run, { deltaMin: 0.1 }, other)).toEqual([0]);
    job.add([trialEvent('t1', { row: 1 }), scoringEvent('t1', 0.75, { row: 1 })]);
    expect(allRows(job.run, { deltaMin: 0.1 }, other)).toEqual([0, 1]);
  });

  it('refuses a cursor from elsewhere', () => {
    const { run } = runs.job('a', scoredTrials([1, 0, 1]));
    const other = runs.job('b', scoredTrials([1, 0, 1])).run;
    const cursor = page(run, { limit: 1 }).nextCursor ?? '';
    expect(rowsOf(page(run, { cursor }))).toEqual([1, 2]);
    const wrong: (() => SamplePage)[] = [
      () => page(other, { cursor }),
      () => page(run, { cursor, status: 'success' }),
      () => page(run, { cursor, sort: by('id') }),
      () => page(run, { cursor: 'nonsense' }),
      () => page(run, { cursor: Buffer.from('[1,2,3]').toString('base64url') }),
      () => page(run, { cursor: '' }),
    ];
    for (const ask of wrong) expect(ask).toThrow(UnusableRequestError);
    expect(wrong[0]).toThrow(/leave it out to start with the first sample/);
  });

  it('names the metrics there are where one is unknown, or must be chosen', () => {
    const { run } = runs.job('a', [
      ...scoredTrials([1]),
      ...Array.from({ length: 12 }, (_, at) => scoringEvent('t0', 1, { row: 0, metric: `m${at}` })),
    ]);
    const other = runs.job('b', scoredTrials([1])).run;
    expect(() => page(run, { metric: 'x' })).toThrow(
      'the run a has no metric "x": it has correct, m0, m1, m2, m3, m4, m5, m6, m7, m8 and more',
    );
    expect(() => page(run, { sort: by({ metric: 'x' }) })).toThrow(UnusableRequestError);
    expect(() => page(run, { min: 0 })).toThrow(/several metrics: name one with metric, of correct, m0/);
    expect(() => page(run, {}, other)).toThrow(/several metrics/);
    expect(() => page(run, { metric: 'm1' }, other)).toThrow('the run b has no metric "m1": it has correct');
    expect(() => page(run, { deltaMin: 0, metric: 'm1' })).toThrow(/name it with against/);
    expect(rowsOf(page(run, { metric: 'correct' }, other))).toEqual([0]);
  });

  it('matches nothing by score while a run has no metric yet', () => {
    const { run } = runs.job('a', [trialEvent('t0', { row: 0 })]);
    const other = runs.job('b', scoredTrials([1])).run;
    expect(page(run, { min: 0 }).samples).toEqual([]);
    expect(page(run, {}, other).samples.map(({ delta }) => delta)).toEqual([null]);
  });

  it('takes SQL in any text for the text that it is', () => {
    const sql = `x'); DROP TABLE samples; --`;
    const { run } = runs.job('j', [
      trialWith(sql, 0, { example: { inputs: {}, reference: 1, tags: [sql] } }),
      scoringEvent(sql, 1, { row: 0, metric: sql }),
      trialWith('f', 1, { status: 'failed', error: { type: sql, message: sql } }),
    ]);
    expect(rowsOf(page(run, { tag: sql, metric: sql, min: 1, sort: by({ metric: sql }) }))).toEqual([0]);
    expect(rowsOf(page(run, { errorKind: sql }))).toEqual([1]);
    expect(() => page(run, { metric: `${sql}"` })).toThrow(UnusableRequestError);
    expect(() => page(run, { cursor: sql })).toThrow(UnusableRequestError);
    expect(rowsOf(page(run, { status: sql as 'failed', tag: `' OR 1=1` }))).toEqual([]);
    expect(rowsOf(page(run))).toEqual([0, 1]);
  });

  it('has ids with NUL and ids of a megabyte, and goes on after them', () => {
    const ids = ['a\0b', 'x'.repeat(1024 * 1024), 'a'];
    const { run } = runs.job('j', ids.map((id, row) => trialEvent(id, { row }))); // prettier-ignore
    expect(page(run).samples.map(({ id }) => id)).toEqual(ids);
    expect(allRows(run, { sort: by('id', true), limit: 1 })).toEqual([1, 0, 2]);
    expect(page(run, { sort: by('id', true), limit: 1 }).nextCursor?.length).toBeLessThan(100);
  });

  it('shows what the index knows of samples whose lines are gone', () => {
    const job = runs.job('j', [...scoredTrials([0.5, 1]), trialEvent('t2', { row: 2, failed: true })]);
    const [first] = page(job.run).samples;
    truncateSync(job.file, Buffer.byteLength(JSON.stringify(first?.events?.trial)) + 1);
    expect(page(job.run).samples).toMatchObject([
      { prompt: 'asked t0', scores: { correct: 0.5 }, events: { scorings: [] } },
      { prompt: '', response: '', scores: { correct: 1 }, events: null },
      { prompt: '', response: '', error: { message: 'no' }, events: null },
    ]);
    writeFileSync(job.file, 'something else\n'.repeat(1000));
    expect(page(job.run).samples).toMatchObject([{ events: null }, { events: null }, { events: null }]);
    const elsewhere = { ...job.run, file: `${job.file}.none` };
    expect(page(elsewhere).samples).toMatchObject([{ events: null }, { events: null }, { events: null }]);
  });

  it('tells a line from one that is now in its place', () => {
    const job = runs.job('j', scoredTrials([0.5]));
    const other = runs.job('k', [trialEvent('u0', { row: 0 }), scoringEvent('u0', 0.5, { row: 0 })]);
    const moved = { ...job.run, file: other.file };
    expect(page(moved).samples).toMatchObject([{ id: 't0', prompt: '', events: null }]);
  });
});
