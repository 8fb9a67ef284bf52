import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AggregateQuery, SampleAggregate, SampleQuery } from '../../../domain/sample-query.ts';
import { failureReason } from '../../../evaluation/failure-reason.ts';
import { ColumnCache } from './column-cache.ts';
import { type EventBody, IndexedRuns, scoringEvent, trialEvent, trialWith } from './indexed-runs.fixture.ts';
import type { ReadableRun } from './readable-run.ts';
import { SampleReads } from './sample-reads.ts';
import { TextSearch } from './text-search.ts';

describe('failures by reason', () => {
  let runs: IndexedRuns;
  let reads: SampleReads;

  beforeEach(() => {
    runs = new IndexedRuns();
    reads = new SampleReads(runs.database, new TextSearch(runs.textPath), new ColumnCache());
  });

  afterEach(() => {
    runs.close();
  });

  function aggregateOf(run: ReadableRun, query: AggregateQuery = {}): SampleAggregate {
    return reads.aggregate({ run, query, against: null });
  }

  /** The rows of all pages of two samples. */
  function rowsOf(run: ReadableRun, query: Partial<SampleQuery>): number[] {
    const rows: number[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const place = cursor === undefined ? {} : { cursor };
      const found = reads.page({ run, query: { limit: 2, ...query, ...place }, against: null });
      rows.push(...found.samples.map(({ row }) => row));
      cursor = found.nextCursor;
    }
    return rows;
  }

  const failed = (row: number, message: string, kind = 'answer'): EventBody =>
    trialWith(`t${row}`, row, { status: 'failed', error: { type: 'SomeError', message, kind } });
  const failedScoring = (row: number, message: string, type = 'MetricError'): EventBody => {
    const event = scoringEvent(`t${row}`, null, { row });
    return { ...event, payload: { ...event.payload, error: { type, message } } };
  };
  const noJson = (said: string): string => `the answer is no JSON: ${JSON.stringify(said)}`;
  const reason = (message: string, type = 'SomeError'): ReturnType<typeof failureReason> => failureReason({ type, message });
  const NO_JSON = reason(noJson(''));

  it('are counted with an example and their first sample, by kind of error', () => {
    const { run } = runs.job('j', [
      failed(0, 'm failed: 429 slow down', 'provider'),
      failed(1, noJson('Sure!')),
      trialEvent('t2', { row: 2 }),
      failed(3, noJson('I’d rather "not".')),
      failed(4, 'the answer is empty'),
    ]);
    expect(aggregateOf(run).failures).toEqual([
      {
        errorKind: 'answer',
        count: 3,
        reasons: [
          { ...NO_JSON, count: 2, example: noJson('Sure!'), first: { id: 't1', row: 1, replicate: 0 } },
          expect.objectContaining({ count: 1, example: 'the answer is empty' }),
        ],
      },
      { errorKind: 'provider', count: 1, reasons: [expect.objectContaining({ first: { id: 't0', row: 0, replicate: 0 } })] },
    ]);
  });

  it('are counted of scorings, too, but for those that had no answer to score', () => {
    const { run } = runs.job('j', [
      trialEvent('t0', { row: 0 }),
      failedScoring(0, 'score must be from 0 to 1, not 7'),
      trialEvent('t1', { row: 1 }),
      failedScoring(1, 'score must be from 0 to 1, not 8'),
      failed(2, '503', 'provider'),
      failedScoring(2, 'The model gave no answer: 503', 'NoAnswer'),
    ]);
    const { failures, scoringFailures } = aggregateOf(run);
    expect(scoringFailures).toMatchObject([{ metric: 'correct', count: 2, reasons: [{ count: 2, first: { id: 't0' } }] }]);
    expect(failures).toMatchObject([{ errorKind: 'provider', count: 1 }]);
  });

  it('are those of the samples that match', () => {
    const { run } = runs.job('j', [failed(0, noJson('a')), failed(1, noJson('b')), failed(2, 'empty', 'program')]);
    expect(aggregateOf(run, { errorKind: 'program' }).failures).toMatchObject([
      { errorKind: 'program', reasons: [{ count: 1, example: 'empty' }] },
    ]);
    expect(aggregateOf(run, { reason: NO_JSON.key })).toMatchObject({ samples: 2, failed: 2, failures: [{ count: 2 }] });
    expect(aggregateOf(run, { status: 'success' }).failures).toEqual([]);
    expect(aggregateOf(run, { reason: '0123456789ab' }).samples).toBe(0);
  });

  it('filter pages by cursor and by offset, in any order', () => {
    const { run } = runs.job('j', [
      ...[0, 1, 2, 3, 4].map((row) => (row === 2 ? failed(row, 'empty') : failed(row, noJson(`said ${row}`)))),
      trialEvent('t5', { row: 5 }),
      failedScoring(5, noJson('of a judge'), 'SomeError'),
    ]);
    const { key } = NO_JSON;
    expect(rowsOf(run, { reason: key })).toEqual([0, 1, 3, 4, 5]);
    expect(rowsOf(run, { reason: key, sort: { by: 'row', isDescending: true } })).toEqual([5, 4, 3, 1, 0]);
    expect(rowsOf(run, { reason: key, status: 'failed' })).toEqual([0, 1, 3, 4]);
    const { samples, total } = reads.page({ run, query: { limit: 2, offset: 2, reason: key }, against: null });
    expect({ rows: samples.map(({ row }) => row), total }).toEqual({ rows: [3, 4], total: 5 });
  });

  it('follow a job that goes on, also where a trial is made again', () => {
    const job = runs.job('j', [failed(0, noJson('a'))], { hasEnded: false });
    expect(aggregateOf(job.run).failures).toMatchObject([{ reasons: [{ count: 1 }] }]);
    job.add([failed(1, noJson('b'))]);
    expect(aggregateOf(job.run).failures).toMatchObject([{ reasons: [{ count: 2 }] }]);
    job.add([trialEvent('t0', { row: 0 })]);
    expect(aggregateOf(job.run).failures).toMatchObject([{ reasons: [{ count: 1, first: { id: 't1' } }] }]);
  });

  it('has the twenty most frequent reasons, and cuts long messages', () => {
    const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(97 + at));
    const { run } = runs.job('j', [
      ...letters.map((letter, row) => failed(row, `no ${letter}`)),
      failed(26, `no z${' '.repeat(9_000)}`),
    ]);
    const [group] = aggregateOf(run).failures;
    expect(group).toMatchObject({ count: 27, reasons: { length: 20 } });
    expect(group?.reasons[0]).toMatchObject({ shape: 'no z', count: 2 });
    const long = runs.job('k', [failed(0, 'x '.repeat(9_000))]).run;
    expect(aggregateOf(long).failures[0]?.reasons[0]?.example).toHaveLength(501);
  });
});
