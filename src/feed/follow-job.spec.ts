import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sampleBatch, sampleJob } from '../../test/contracts/sample-job.ts';
import { type EventBatch, eventLine } from '../domain/event-batch.ts';
import type { Job } from '../domain/job.ts';
import { toManifest } from '../domain/job-manifest.ts';
import { EventBus } from '../events/event-bus.ts';
import { FileJobStore } from '../storage/file/file-job-store.ts';
import { MemoryJobStore } from '../storage/memory/memory-job-store.ts';
import { followJob } from './follow-job.ts';

const JOB: Job = {
  id: 'job',
  spec: {
    kind: 'run',
    project: 'p',
    program: 'v1',
    prompt: 'plain',
    examples: 'full',
    model: 'local:echo',
    workers: 1,
    repeats: 1,
    generationKwargs: {},
  },
  status: 'running',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  error: null,
  stopped: null,
  projectsRoot: '/projects',
  datasetPath: '/projects/p/data/full.jsonl',
  datasetSha256: '00',
  sources: { programSha256: null, metricsSha256: null, promptSha256: null },
  resumed: null,
  plannedTrials: 1,
  plannedScorings: 0,
  assayVersion: null,
  extra: {},
};

function batch(firstSeq: number, count: number): EventBatch {
  const lines = Array.from({ length: count }, (_, index) =>
    eventLine({ seq: firstSeq + index, job_id: 'job', step_index: 0, type: 'error', payload: { message: 'm' } }),
  );
  return { firstSeq, count, bytes: Buffer.from(lines.join('')) };
}

async function runningJob() {
  const store = new MemoryJobStore();
  const bus = new EventBus();
  await store.create(JOB);
  const append = async (events: EventBatch): Promise<void> => {
    await store.append('job', events);
    bus.publish({ type: 'job.events', jobId: 'job', batch: events });
  };
  const finish = async (): Promise<void> => {
    const end = { status: 'done', finishedAt: '2026-01-01T00:00:01.000Z', error: null } as const;
    bus.publish({ type: 'job.settled', job: await store.finish('job', end, null) });
  };
  return { store, bus, append, finish };
}

function seqsOf({ firstSeq, count }: EventBatch): number[] {
  return Array.from({ length: count }, (_, index) => firstSeq + index);
}

function follow(world: { store: MemoryJobStore; bus: EventBus }, fromSeq = 0, signal = new AbortController().signal) {
  return followJob(world, 'job', { fromSeq, signal, idleMs: 60_000 });
}

async function collect(events: AsyncIterable<EventBatch | 'idle'>): Promise<number[]> {
  const seqs: number[] = [];
  for await (const item of events) if (item !== 'idle') seqs.push(...seqsOf(item));
  return seqs;
}

describe('followJob', () => {
  it('gives a late reader everything from the first event, then what comes live, and ends with the job', async () => {
    const world = await runningJob();
    await world.append(batch(0, 3));
    const reading = collect(follow(world));
    await world.append(batch(3, 2));
    await world.append(batch(5, 1));
    await world.finish();
    expect(await reading).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('starts where the reader says', async () => {
    const world = await runningJob();
    await world.append(batch(0, 5));
    await world.finish();
    expect(await collect(follow(world, 3))).toEqual([3, 4]);
  });

  it('gives each event once to a reader who is slower than the job', async () => {
    const world = await runningJob();
    const seqs: number[] = [];
    const events = follow(world);
    for (let first = 0; first < 50; first += 10) await world.append(batch(first, 10));
    const start = await events.next();
    if (start.done !== true && start.value !== 'idle') seqs.push(...seqsOf(start.value));
    await world.append(batch(50, 10));
    await world.finish();
    seqs.push(...(await collect(events)));
    expect(seqs).toEqual(Array.from({ length: 60 }, (_, seq) => seq));
  });

  it('ends at once when the reader leaves, though the job goes on', async () => {
    const world = await runningJob();
    const gone = new AbortController();
    const reading = collect(follow(world, 0, gone.signal));
    await world.append(batch(0, 1));
    gone.abort();
    await reading;
    expect((await world.store.find('job'))?.status).toBe('running');
  });

  it('ends when the job is removed before all of it was read', async () => {
    const world = await runningJob();
    await world.append(batch(0, 2));
    const events = follow(world);
    await events.next();
    await world.finish();
    await world.store.delete('job');
    expect(await collect(events)).toEqual([]);
  });

  it('ends when the server stops', async () => {
    const world = await runningJob();
    await world.append(batch(0, 2));
    const reading = collect(follow(world));
    world.bus.beforeApplicationShutdown();
    expect(await reading).toEqual([0, 1]);
  });

  it('gives every event of a job that ended after its caller had found it', async () => {
    const world = await runningJob();
    await world.append(batch(0, 1));
    const events = followJob(world, 'job', { fromSeq: 0, signal: new AbortController().signal, idleMs: 60_000, found: JOB });
    await world.finish();
    expect(await collect(events)).toEqual([0]);
  });

  it('says that it is idle while nothing comes', async () => {
    const world = await runningJob();
    const events = followJob(world, 'job', { fromSeq: 0, signal: new AbortController().signal, idleMs: 0 });
    expect((await events.next()).value).toBe('idle');
    await events.return(undefined);
  });
});

describe('followJob of a job that another process writes', () => {
  it('gives each event once when a line before it is damaged', async () => {
    const root = await mkdtemp(join(tmpdir(), 'assay-feed-'));
    const folder = join(root, 'jobs', 'job');
    const damaged = (count: number): string => {
      const lines = Buffer.from(sampleBatch('job', 0, count).bytes)
        .toString()
        .split('\n');
      return lines.map((line, index) => (index === 1 ? '{' : line)).join('\n');
    };
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'events.jsonl'), damaged(4));
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(toManifest(sampleJob('job'))));
    const store = new FileJobStore(root);
    const leaving = new AbortController();
    const seqs: number[] = [];
    for await (const item of followJob({ store, bus: new EventBus() }, 'job', {
      fromSeq: 0,
      signal: leaving.signal,
      idleMs: 0,
    })) {
      if (item !== 'idle') seqs.push(...seqsOf(item));
      else if (seqs.length === 3) await appendFile(join(folder, 'events.jsonl'), damaged(6).slice(damaged(4).length));
      if (seqs.length >= 5) leaving.abort();
    }
    await store.close();
    await rm(root, { recursive: true });
    expect(seqs).toEqual([0, 2, 3, 4, 5]);
  });
});
