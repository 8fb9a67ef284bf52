import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { scoringEvent, trialEvent } from '../../../test/contracts/run-store.contract.ts';
import { sampleJob } from '../../../test/contracts/sample-job.ts';
import { type EventBatch, eventLine } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';
import { IndexDatabase } from './index-database.ts';
import { query } from './index-schema.ts';
import { JobIndexer } from './job-indexer.ts';
import { jobRow, NO_LOG } from './run-rows.ts';
import { sweepDrafts } from './sources/run-draft.ts';

type EventBody = ReturnType<typeof trialEvent>;

function batchOf(events: readonly EventBody[], firstSeq = 0): EventBatch {
  const lines = events.map((event, at) => eventLine({ seq: firstSeq + at, job_id: 'job', step_index: 0, ...event }));
  return { firstSeq, count: events.length, bytes: Buffer.from(lines.join('')) };
}

function repeatedJob(): Job {
  return sampleJob('job', { spec: { ...sampleJob('job').spec, repeats: 2 } });
}

describe('a job in the index', () => {
  let database: IndexDatabase;

  beforeEach(() => {
    database = new IndexDatabase(':memory:');
  });

  afterEach(() => {
    database.close();
  });

  function putJob(job: Job): void {
    const row = { ...jobRow('scope', job), stamp: '', ...NO_LOG };
    database.run(query.insertInto('jobs').values(row));
  }

  function written(events: readonly EventBody[], job = sampleJob('job')): JobIndexer {
    putJob(job);
    const indexer = new JobIndexer('scope', job);
    indexer.add(batchOf(events), 0);
    indexer.write(database, 'exact');
    return indexer;
  }

  it('has its run, its samples with their places in the log, and their scores', () => {
    const events = [
      trialEvent('t1', { row: 4 }),
      scoringEvent('t1', 1, { row: 4 }),
      trialEvent('t2', { row: 2, failed: true }),
    ];
    written(events);
    expect(database.all(query.selectFrom('runs').selectAll())).toMatchObject([
      { run_id: 'job', status: 'in_progress', num_samples: 1, total_samples: 2, failed_samples: 1, metrics: '{"correct":1}' },
    ]);
    const samples = database.all(query.selectFrom('samples').selectAll());
    expect(samples).toMatchObject([
      { pos: 0, row: 4, id: 't1', is_failed: 0, input_tokens: 1, seq: 0, offset: 0 },
      { pos: 1, row: 2, id: 't2', is_failed: 1, error_kind: 'Error', seq: 2 },
    ]);
    const text = Buffer.from(batchOf(events).bytes);
    for (const { seq, offset, length } of samples)
      expect(JSON.parse(text.toString('utf8', offset, offset + length))).toMatchObject({ seq, type: 'trial' });
    expect(database.all(query.selectFrom('scores').selectAll())).toMatchObject([{ metric_no: 0, pos: 0, score: 1, n: 1 }]);
    expect(database.all(query.selectFrom('failures').selectAll())).toMatchObject([{ pos: 1, metric_no: -1, message: 'no' }]);
  });

  it('goes on where it was, and takes what comes again only once', () => {
    const indexer = written([trialEvent('t1'), scoringEvent('t1', 1)]);
    const more = batchOf([trialEvent('t1'), scoringEvent('t1', 1), trialEvent('t2'), scoringEvent('t2', 0)]);
    indexer.add(more, 0);
    indexer.write(database, 'exact');
    expect(database.all(query.selectFrom('samples').select('id'))).toEqual([{ id: 't1' }, { id: 't2' }]);
    expect(database.first(query.selectFrom('runs').select(['metrics', 'total_samples']))).toEqual({
      metrics: '{"correct":0.5}',
      total_samples: 2,
    });
    expect(database.first(query.selectFrom('jobs').select(['next_seq', 'log_bytes']))).toEqual({
      next_seq: 4,
      log_bytes: more.bytes.length,
    });
  });

  it.each([['at once'], ['in two writes']])('keeps of a trial that was made again what came last, read %s', (how) => {
    const first = [
      trialEvent('t1', { row: 0, failed: true }),
      scoringEvent('t1', 0, { row: 0 }),
      trialEvent('t2', { row: 1 }),
      scoringEvent('t2', null, { row: 1 }),
    ];
    const again = [trialEvent('t1', { row: 0 }), scoringEvent('t1', 1, { row: 0 }), scoringEvent('t2', 1, { row: 1 })];
    putJob(sampleJob('job'));
    const indexer = new JobIndexer('scope', sampleJob('job'));
    const batch = batchOf(first);
    indexer.add(batch, 0);
    if (how === 'in two writes') indexer.write(database, 'running');
    indexer.add(batchOf(again, first.length), batch.bytes.length);
    indexer.write(database, 'exact');
    expect(database.all(query.selectFrom('samples').select(['id', 'is_failed', 'seq']))).toEqual([
      { id: 't1', is_failed: 0, seq: 4 },
      { id: 't2', is_failed: 0, seq: 2 },
    ]);
    expect(database.all(query.selectFrom('scores').select(['pos', 'score', 'n', 'failed']))).toEqual([
      { pos: 0, score: 1, n: 1, failed: 0 },
      { pos: 1, score: 1, n: 1, failed: 0 },
    ]);
    expect(database.all(query.selectFrom('failures').selectAll())).toEqual([]);
    expect(database.first(query.selectFrom('runs').select(['failed_samples', 'total_samples', 'metrics']))).toEqual({
      failed_samples: 0,
      total_samples: 2,
      metrics: '{"correct":1}',
    });
  });

  it('takes the place of what an earlier reading of the same job left', () => {
    written([trialEvent('t1'), trialEvent('t2')]);
    const again = new JobIndexer('scope', sampleJob('job'), 'remove');
    again.add(batchOf([trialEvent('t3')]), 0);
    again.write(database, 'exact');
    expect(database.all(query.selectFrom('runs').select(['run_id', 'total_samples']).where('scope', '=', 'scope'))).toEqual([
      { run_id: 'job', total_samples: 1 },
    ]);
    sweepDrafts(database);
    expect(database.all(query.selectFrom('samples').select('id'))).toEqual([{ id: 't3' }]);
    expect(database.all(query.selectFrom('runs').select('run_id'))).toHaveLength(1);
  });

  it('averages the looks of a judge, and keeps each of them', () => {
    const look = (replicate: number, score: number | null): EventBody => scoringEvent('t1', score, { replicate });
    written([trialEvent('t1'), look(0, 1), look(1, null), look(2, 0.5)]);
    expect(database.all(query.selectFrom('scores').select(['score', 'n', 'failed', 'm2']))).toEqual([
      { score: 0.75, n: 2, failed: 1, m2: 0.125 },
    ]);
    expect(database.all(query.selectFrom('looks').select(['look', 'score']))).toEqual([
      { look: 1, score: null },
      { look: 2, score: 0.5 },
    ]);
  });

  it('compares replicates under the id of the first, also where that comes last', () => {
    written([trialEvent('x1', { replicate: 1, question: 'x' }), trialEvent('x0', { question: 'x' })], repeatedJob());
    expect(database.all(query.selectFrom('samples').select(['id', 'compared_id']))).toEqual([
      { id: 'x1', compared_id: 'x0' },
      { id: 'x0', compared_id: null },
    ]);
  });

  it('keeps all rows while they can’t be written', () => {
    const indexer = new JobIndexer('scope', sampleJob('job'));
    indexer.add(batchOf([trialEvent('t1')]), 0);
    expect(() => indexer.write(database, 'exact')).toThrow('does not have job job');
    putJob(sampleJob('job'));
    indexer.write(database, 'exact');
    expect(database.all(query.selectFrom('samples').select('id'))).toEqual([{ id: 't1' }]);
  });
});
