import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestPostgres } from '../../../test/fixtures/postgres.ts';
import { sampleBatch, sampleEnd, sampleJob, sampleSummary, seqsOf } from '../../../test/contracts/sample-job.ts';
import type { Clock } from '../../domain/clock.ts';
import { moveJob } from '../../domain/job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { documentText } from '../../files/durable-file.ts';
import { changesSince } from './change-log.ts';
import { JobLeases } from './job-leases.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { SharedJobs } from './shared-jobs.ts';

const CLOCK: Clock = { now: () => '2026-03-01T11:00:00.000Z' };
const TAKEN = { code: 'illegal_move', message: expect.stringContaining('taken over by another process') };

/** Two processes over one database. */
interface Process {
  readonly jobs: SharedJobs;
  readonly leases: JobLeases;
}

describe('jobs that several processes share', () => {
  let server: TestPostgres;
  let database: PostgresDatabase;
  let a: Process;
  let b: Process;

  beforeAll(async () => {
    server = await TestPostgres.start();
  });

  beforeEach(async () => {
    database = await PostgresDatabase.open(await server.newDatabase());
    a = process();
    b = process();
  });

  afterEach(async () => {
    await database.close();
  });

  afterAll(async () => {
    await server.stop();
  });

  function process(): Process {
    const jobs = new SharedJobs(database, randomUUID(), CLOCK);
    return { jobs, leases: new JobLeases(database, jobs, CLOCK) };
  }

  /** Has another process find that the one of a job did not renew its lease for a minute. */
  async function expire(jobId: string): Promise<readonly string[]> {
    const text = `UPDATE assay_leases SET renewed_at = clock_timestamp() - interval '1 minute' WHERE job_id = $1`;
    await database.query(text, [jobId]);
    // The server of the test has not been there for as long as a lease is good.
    return new JobLeases(database, b.jobs, CLOCK, 0.001).voidLost();
  }

  it('have the text of the manifest that a folder has', async () => {
    const job = sampleJob('a', { extra: { note: 'a\u2028b' } });
    await a.jobs.create(job);
    expect(await b.jobs.find('a')).toMatchObject({ job, manifest: documentText(toManifest(job)), events: 0, isHeld: true });
  });

  it('are claimed by one process of many', async () => {
    await a.jobs.create(sampleJob('a', { status: 'queued' }));
    const all = Array.from({ length: 12 }, () => process().jobs);
    const claims = await Promise.all(all.map((jobs) => jobs.claim('a')));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await b.jobs.claim('a')).toBe(false);
    expect(await b.jobs.claim('unknown')).toBe(false);
  });

  it('keep every line as it was, and give them back in pages', async () => {
    await a.jobs.create(sampleJob('a'));
    const odd = sampleBatch('a', 0, 3, 'a\u2028\u2029\\ud800 "\\n" \u0000 é 好');
    await a.jobs.append('a', odd);
    for (let next = 3; next < 12_003; next += 1_000) await a.jobs.append('a', sampleBatch('a', next, 1_000, 'x'.repeat(300)));
    const batches = [];
    for await (const batch of b.jobs.read('a', 0)) batches.push(batch);
    expect(batches.length).toBeGreaterThan(3);
    expect(Buffer.from(batches[0]?.bytes ?? '').subarray(0, odd.bytes.byteLength)).toEqual(Buffer.from(odd.bytes));
    expect(await seqsOf(b.jobs.read('a', 5_000))).toEqual(Array.from({ length: 7_003 }, (_, at) => 5_000 + at));
  });

  it('take a batch again whose answer was lost, once', async () => {
    await a.jobs.create(sampleJob('a'));
    await a.jobs.append('a', sampleBatch('a', 0, 2));
    await a.jobs.append('a', sampleBatch('a', 0, 2), true);
    expect(await seqsOf(a.jobs.read('a', 0))).toEqual([0, 1]);
    await expect(a.jobs.append('a', sampleBatch('a', 1, 1))).rejects.toThrow('the next event is 2, not 1');
    await expect(a.jobs.append('a', sampleBatch('a', 0, 1), true)).rejects.toThrow('the next event is 2, not 0');
  });

  it('are written by nobody else while a process has them', async () => {
    await a.jobs.create(sampleJob('a'));
    const other = { code: 'illegal_move', message: 'job a is run by another process' };
    await expect(b.jobs.append('a', sampleBatch('a', 0, 1))).rejects.toMatchObject(other);
    await expect(b.jobs.update(sampleJob('a'))).rejects.toMatchObject(other);
    await expect(b.jobs.giveBack('a')).rejects.toMatchObject(other);
    await expect(b.jobs.finish(sampleJob('a', { status: 'done' }), null)).rejects.toMatchObject({ code: 'illegal_move' });
    expect(await b.leases.voidLost()).toEqual([]);
  });

  it('wait again with all their events once their process is lost, and are written by that process no more', async () => {
    await a.jobs.create(sampleJob('a'));
    await a.jobs.append('a', sampleBatch('a', 0, 3));
    expect(await expire('a')).toEqual(['a']);
    expect(await b.jobs.find('a')).toMatchObject({
      job: { status: 'queued', finishedAt: null, resumed: { at: CLOCK.now(), retriesFailed: false, workedSeconds: 3600 } },
      events: 3,
      isHeld: false,
    });
    expect(await b.jobs.claim('a')).toBe(true);
    await expect(a.jobs.append('a', sampleBatch('a', 3, 1))).rejects.toMatchObject(TAKEN);
    expect(a.jobs.holds('a')).toBe(false);
    await b.jobs.update(sampleJob('a'));
    await b.jobs.append('a', sampleBatch('a', 3, 2));
    await b.jobs.finish(moveJob(sampleJob('a'), 'done', sampleEnd), sampleSummary);
    expect(await seqsOf(a.jobs.read('a', 0))).toEqual([0, 1, 2, 3, 4]);
    expect(await a.jobs.find('a')).toMatchObject({ job: { status: 'done' }, summary: documentText(sampleSummary) });
  });

  it.each(['append', 'update', 'finish', 'renew', 'give back'] as const)(
    'are safe from a process that comes back from the dead to %s',
    async (what) => {
      await a.jobs.create(sampleJob('a'));
      await expire('a');
      await b.jobs.claim('a');
      const before = await b.jobs.find('a');
      if (what === 'renew') {
        expect(await a.leases.renew(() => null)).toEqual({ orders: [], lost: ['a'] });
      } else {
        const acts = {
          append: () => a.jobs.append('a', sampleBatch('a', 0, 1)),
          update: () => a.jobs.update(sampleJob('a')),
          finish: () => a.jobs.finish(moveJob(sampleJob('a'), 'done', sampleEnd), null),
          'give back': () => a.jobs.giveBack('a'),
        };
        await expect(acts[what]()).rejects.toMatchObject(TAKEN);
      }
      expect(a.jobs.holds('a')).toBe(false);
      expect(await b.jobs.find('a')).toEqual(before);
    },
  );

  it('keep their leases while the database has only just begun', async () => {
    await a.jobs.create(sampleJob('a'));
    await database.query(`UPDATE assay_leases SET renewed_at = clock_timestamp() - interval '1 hour'`);
    await database.query(`SELECT pg_postmaster_start_time()`);
    const [row] = await database.query<{ is_young: boolean }>(
      `SELECT pg_postmaster_start_time() > clock_timestamp() - interval '15 seconds' AS is_young`,
    );
    expect(await b.leases.voidLost()).toEqual(row?.is_young === true ? [] : ['a']);
  });

  it('are interrupted once three processes were lost at them without an event in between', async () => {
    await a.jobs.create(sampleJob('a'));
    await a.jobs.append('a', sampleBatch('a', 0, 1));
    for (let loss = 1; loss <= 3; loss += 1) {
      await expire('a');
      const { jobs } = process();
      if (await jobs.claim('a')) await jobs.update(sampleJob('a'));
    }
    expect(await b.jobs.find('a')).toMatchObject({
      job: { status: 'interrupted', error: expect.stringContaining('lost 3 times in a row') },
      isHeld: false,
    });
  });

  it('are given back by a process that stops, and go on in another at once', async () => {
    await a.jobs.create(sampleJob('a'));
    await a.jobs.append('a', sampleBatch('a', 0, 1));
    await a.jobs.giveBack('a');
    expect(await b.jobs.claim('a')).toBe(true);
    await b.jobs.update(sampleJob('a'));
    await b.jobs.append('a', sampleBatch('a', 1, 1));
  });

  it('tell their holder what others ask, and others how far they are', async () => {
    await a.jobs.create(sampleJob('a'));
    expect(await b.leases.progressOf('a')).toBeNull();
    const progress = {
      completed: 3,
      total: 9,
      in_flight: 1,
      rate: 2,
      eta_seconds: 3,
      waiting: null,
      cost_usd: null,
      tokens: 0,
    };
    expect(await a.leases.renew(() => progress)).toEqual({ orders: [], lost: [] });
    expect(await b.leases.progressOf('a')).toEqual(progress);
    const order = { kind: 'cancel', reason: 'user' } as const;
    for (const jobId of ['a', 'a', 'unknown']) await b.leases.order(jobId, order);
    expect(await a.leases.renew(() => null)).toEqual({ orders: [{ jobId: 'a', orders: [order] }], lost: [] });
  });

  it('end once, though the answer to the first end was lost', async () => {
    await a.jobs.create(sampleJob('a'));
    const ended = moveJob(sampleJob('a'), 'done', sampleEnd);
    await a.jobs.finish(ended, sampleSummary);
    await a.jobs.finish(ended, sampleSummary, true);
  });

  it('are told to those who follow, whatever the order in which transactions end', async () => {
    await a.jobs.create(sampleJob('first'));
    const begun = await changesSince(database, null);
    expect(begun.jobs).toMatchObject([{ id: 'first', version: 1, events: 0, isDeleted: false }]);
    let middle = begun;
    await database.transaction(async (queries) => {
      await queries.query(`UPDATE assay_logs SET changed = pg_current_xact_id() WHERE job_id = 'first'`);
      await b.jobs.create(sampleJob('second'));
      middle = await changesSince(database, begun.since);
      expect(middle.jobs.map(({ id }) => id)).toContain('second');
    });
    expect((await changesSince(database, middle.since)).jobs.map(({ id }) => id)).toContain('first');
    await a.jobs.append('first', sampleBatch('first', 0, 4));
    const after = await changesSince(database, middle.since);
    expect(after.jobs).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'first', events: 4 })]));
    expect((await changesSince(database, after.since)).jobs.length).toBeLessThanOrEqual(1);
  });
});
