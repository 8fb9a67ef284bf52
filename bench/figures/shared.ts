import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { ChaosFleet } from '../../scripts/chaos/chaos-fleet.ts';
import { type EventBatch, eventLine } from '../../src/domain/event-batch.ts';
import type { Job } from '../../src/domain/job.ts';
import { FleetJobQueue } from '../../src/queue/fleet-job-queue.ts';
import { SharedStorage } from '../../src/storage/postgres/shared-storage.ts';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import { TestPostgres } from '../../test/fixtures/postgres.ts';
import { AssayServer } from '../assay-server.ts';
import { drain, getJson, send } from '../client.ts';
import { DelayMeter } from '../delay-meter.ts';
import type { Figure, Row } from '../figure.ts';
import { ListeningProcess } from '../listening-process.ts';
import { milliseconds, percent, quantile } from '../numbers.ts';

const BATCH_EVENTS = 200;
const EVENT_BYTES = 1_000;
const WRITING_MS = 5_000;
const QUEUED_JOBS = 300;
const BUCKET_SERVER = join(import.meta.dirname, '..', 'bucket-server.ts');
const CALLS_PER_SECOND = 50;
const FOLLOWERS = 1_000;
/** Of whom so many look at the time. */
const METERS = 10;

/** Two trials in flight of a model that takes 20 ms: a hundred a second at most. */
const MODEL = 'local:echo?latency_ms=20';
const TRIALS_IN_FLIGHT = 2;
const ENV = { ASSAY_MAX_STREAMS: '10000' };

/** What several processes over one PostgreSQL carry, whose commits are written through to the disk. */
export const shared: Figure = {
  name: 'shared',
  async *measure(): AsyncGenerator<Row> {
    const postgres = await TestPostgres.start({ isDurable: true });
    const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'));
    try {
      yield await writing(await postgres.newDatabase(), folder);
      yield await queueing(await postgres.newDatabase(), folder);
    } finally {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    }
    yield* fleets();
    yield await paced();
  },
};

async function* fleets(): AsyncGenerator<Row> {
  const single: number[] = [];
  for (const workers of [1, 2, 4]) {
    const fleet = await ChaosFleet.start({ env: ENV, workers, isDurable: true });
    try {
      if (workers === 1) {
        yield await delay(fleet);
        yield await crowd(fleet);
      }
      const rate = await throughput(fleet, workers);
      single.push(rate);
      const linear = (single[0] ?? 0) * workers;
      yield {
        what: `trials/s, ${workers} ${workers === 1 ? 'worker' : 'workers'}, model of 20 ms`,
        ours: rate.toFixed(0),
        limit: workers === 1 ? `${(1_000 / 20) * TRIALS_IN_FLIGHT} of the model alone` : `${percent(rate / linear)} of linear`,
        aim: workers === 1 ? '' : '≥ 90 % of linear',
      };
    } finally {
      await fleet.close();
    }
  }
}

function batchFrom(firstSeq: number): EventBatch {
  const lines = Array.from({ length: BATCH_EVENTS }, (_, at) =>
    eventLine({
      seq: firstSeq + at,
      job_id: 'bench',
      step_index: 0,
      type: 'error',
      payload: { message: 'x'.repeat(EVENT_BYTES - 90) },
    }),
  );
  return { firstSeq, count: BATCH_EVENTS, bytes: Buffer.from(lines.join('')) };
}

async function writing(databaseUrl: string, folder: string): Promise<Row> {
  const storage = await SharedStorage.open({ databaseUrl, role: 'worker', storageDir: join(folder, 'writing') });
  await storage.jobs.create(sampleJob('bench'));
  const ours = await perSecond(async (seq) => {
    await storage.jobs.append('bench', batchFrom(seq));
  });
  await storage.close();
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query('CREATE TABLE bare (job_id text, seq integer, line text, PRIMARY KEY (job_id, seq))');
  const places = Array.from({ length: BATCH_EVENTS }, (_, at) => `($1, $${2 * at + 2}, $${2 * at + 3})`).join(', ');
  const bare = await perSecond(async (seq) => {
    const lines = Buffer.from(batchFrom(seq).bytes).toString('utf8').split('\n');
    const values = Array.from({ length: BATCH_EVENTS }, (_, at) => [seq + at, lines[at]]).flat();
    await client.query({ name: 'bare', text: `INSERT INTO bare VALUES ${places}`, values: ['bench', ...values] });
  });
  await client.end();
  return {
    what: `events/s of 1 kB into the database, ${BATCH_EVENTS} at once`,
    ours: `${ours.toFixed(0)} (${percent(ours / bare)})`,
    limit: `${bare.toFixed(0)} multi-row insert`,
    aim: '≥ 60 %',
  };
}

/** Events a second of writes one after another. */
async function perSecond(write: (firstSeq: number) => Promise<void>): Promise<number> {
  let seq = 0;
  const began = performance.now();
  while (performance.now() - began < WRITING_MS) {
    await write(seq);
    seq += BATCH_EVENTS;
  }
  return (1_000 * seq) / (performance.now() - began);
}

/** Jobs that are stored, queued, taken and ended one after another, beside messages of a bare queue. */
async function queueing(databaseUrl: string, folder: string): Promise<Row> {
  const storage = await SharedStorage.open({ databaseUrl, role: 'all', storageDir: join(folder, 'queueing') });
  const api = new FleetJobQueue({ maxRunning: 1, maxQueued: 10 * QUEUED_JOBS, isWorker: false }, storage.fleet);
  const worker = new FleetJobQueue({ maxRunning: 1, maxQueued: 10 * QUEUED_JOBS, isWorker: true }, storage.fleet);
  const all = Promise.withResolvers<undefined>();
  let ended = 0;
  api.start(async () => undefined);
  worker.start(async (jobId) => {
    await storage.jobs.update(sampleJob(jobId, { status: 'running' }));
    await storage.jobs.finish(jobId, { status: 'done', finishedAt: new Date().toISOString(), error: null }, null);
    ended += 1;
    if (ended === QUEUED_JOBS) all.resolve(undefined);
  });
  const began = performance.now();
  for (let count = 0; count < QUEUED_JOBS; count += 1) await addTo(api, storage, sampleJob(randomUUID(), { status: 'queued' }));
  await worker.recover();
  await all.promise;
  const ours = (1_000 * QUEUED_JOBS) / (performance.now() - began);
  await worker.close();
  await api.close();
  await storage.close();
  return {
    what: 'jobs/s posted, queued, taken and ended',
    ours: ours.toFixed(0),
    limit: `${(await bareQueue(databaseUrl)).toFixed(0)} messages of bare pg-boss`,
    aim: '',
  };
}

function addTo(queue: FleetJobQueue, storage: SharedStorage, job: Job): Promise<void> {
  return queue.add(job.id, () => storage.jobs.create(job));
}

async function bareQueue(databaseUrl: string): Promise<number> {
  const boss = new PgBoss({ connectionString: databaseUrl, schema: 'bare_queue', supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue('bare');
  const began = performance.now();
  for (let count = 0; count < QUEUED_JOBS; count += 1) await boss.send('bare', { count });
  for (let count = 0; count < QUEUED_JOBS; count += 1) {
    const [message] = await boss.fetch('bare');
    if (message !== undefined) await boss.complete('bare', message.id);
  }
  const rate = (1_000 * QUEUED_JOBS) / (performance.now() - began);
  await boss.stop({ graceful: false });
  return rate;
}

async function startJob(fleet: ChaosFleet, examples: string, change: object = {}): Promise<string> {
  const job = {
    project: 'bench',
    program: 'answer',
    prompt: 'plain',
    metrics: ['right'],
    examples,
    model: MODEL,
    workers: TRIALS_IN_FLIGHT,
    ...change,
  };
  return (await getJson<{ job_id: string }>(`${fleet.api()}/api/evaluate`, 'POST', job)).job_id;
}

async function delay(fleet: ChaosFleet): Promise<Row> {
  const meter = new DelayMeter();
  const jobId = await startJob(fleet, 'thousand');
  await drain(await send(`${fleet.api(1)}/api/jobs/${jobId}/events`), meter.take);
  return {
    what: 'produced at a worker to received at a server',
    ours: spread(meter.delays),
    limit: '10 ms in which hints are gathered',
    aim: 'p99 < 100 ms',
  };
}

/** Three workers whose provider lets 50 calls a second pass, which each of them has to find out. */
async function paced(): Promise<Row> {
  const provider = await ListeningProcess.start([BUCKET_SERVER, String(CALLS_PER_SECOND), '10', '200', '']);
  const fleet = await ChaosFleet.start({ env: { ...ENV, ASSAY_COMPATIBLE_BASE_URL: `${provider.url}/v1` } });
  try {
    const jobIds: string[] = [];
    const began = performance.now();
    for (const _worker of fleet.workers)
      jobIds.push(await startJob(fleet, 'thousand', { model: 'compatible:bench', workers: 64 }));
    const failures = await Promise.all(
      jobIds.map(async (jobId) => {
        await drain(await send(`${fleet.api()}/api/jobs/${jobId}/events`));
        const url = `${fleet.api()}/api/jobs/${jobId}?events=false`;
        return (await getJson<{ summary: { failure_rate: number } }>(url)).summary.failure_rate * 1_000;
      }),
    );
    const seconds = (performance.now() - began) / 1_000;
    const trials = 1_000 * jobIds.length;
    const { calls } = await getJson<{ calls: number }>(`${provider.url}/calls`);
    const failed = failures.reduce((sum, count) => sum + count, 0);
    return {
      what: `${trials.toLocaleString('en')} trials of 3 workers at ${CALLS_PER_SECOND}/s`,
      ours: `${seconds.toFixed(1)} s, ${(calls / trials).toFixed(3)} calls a trial, ${failed.toFixed(0)} failed`,
      limit: `${(trials / CALLS_PER_SECOND).toFixed(1)} s ideal`,
      aim: '≤ 1.1 calls',
    };
  } finally {
    await fleet.close();
    await provider.stop();
  }
}

/** Followers of one job over two servers, and what they ask of the database, beside as many of one server over folders. */
async function crowd(fleet: ChaosFleet): Promise<Row> {
  const single = await AssayServer.start(undefined, ENV);
  const alone = await followed([single.url], await single.startJob({ model: MODEL, workers: TRIALS_IN_FLIGHT })).finally(() =>
    single.close(),
  );
  const client = new pg.Client(fleet.databaseUrl);
  await client.connect();
  const jobId = await startJob(fleet, 'thousand');
  const [before, began] = [await transactions(client), performance.now()];
  const delays = await followed([fleet.api(0), fleet.api(1)], jobId);
  const rate = (1_000 * ((await transactions(client)) - before)) / (performance.now() - began);
  await client.end();
  return {
    what: `the same with ${FOLLOWERS.toLocaleString('en')} followers at two servers`,
    ours: `${spread(delays)}, ${rate.toFixed(0)} queries/s at the database`,
    limit: `${spread(alone)} at one server over folders`,
    aim: '',
  };
}

/** The delays that some of very many followers see, shared out over servers. */
async function followed(servers: readonly string[], jobId: string): Promise<readonly number[]> {
  const meters = Array.from({ length: METERS }, () => new DelayMeter());
  await Promise.all(
    Array.from({ length: FOLLOWERS }, async (_, at) => {
      const answer = await send(`${servers[at % servers.length] ?? ''}/api/jobs/${jobId}/events`);
      await drain(answer, meters[at]?.take);
    }),
  );
  return meters.flatMap(({ delays }) => delays);
}

async function transactions(client: pg.Client): Promise<number> {
  const text = 'SELECT xact_commit::integer AS count FROM pg_stat_database WHERE datname = current_database()';
  return (await client.query<{ count: number }>(text)).rows[0]?.count ?? 0;
}

/** Trials a second of as many jobs as there are workers, by the time that each took. */
async function throughput(fleet: ChaosFleet, workers: number): Promise<number> {
  const jobIds: string[] = [];
  for (let count = 0; count < workers; count += 1) jobIds.push(await startJob(fleet, 'thousand'));
  const rates = await Promise.all(
    jobIds.map(async (jobId) => {
      await drain(await send(`${fleet.api()}/api/jobs/${jobId}/events`));
      const { manifest } = await getJson<{ manifest: { started_at: string; finished_at: string } }>(
        `${fleet.api()}/api/jobs/${jobId}?events=false`,
      );
      return 1_000_000 / (Date.parse(manifest.finished_at) - Date.parse(manifest.started_at));
    }),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}

function spread(delays: readonly number[]): string {
  return `p50 ${milliseconds(quantile(delays, 0.5))}, p99 ${milliseconds(quantile(delays, 0.99))}`;
}
