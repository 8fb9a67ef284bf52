import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { sampleJob } from '../../../test/contracts/sample-job.ts';
import { type EventBatch, eventLine } from '../../domain/event-batch.ts';
import { EventBus } from '../../events/event-bus.ts';
import { MemoryJobStore } from '../../storage/memory/memory-job-store.ts';
import { JobWatch } from './job-watch.ts';
import type { RunListener, RunMessage } from './run-message.ts';

interface Heard {
  readonly kind: RunMessage['kind'];
  readonly runId: string;
  readonly atMs: number;
}

class Listener implements RunListener {
  readonly heard: Heard[] = [];
  ended = 0;

  wants(): boolean {
    return true;
  }

  send({ kind, run }: RunMessage): void {
    this.heard.push({ kind, runId: run.runId, atMs: performance.now() });
  }

  jobEnded(): void {
    this.ended += 1;
  }

  jobLost(): void {
    throw new Error('the job was lost');
  }
}

function trial(seq: number): EventBatch {
  const payload = { status: 'failed', trial_id: 'a', example: { inputs: {}, reference: null }, replicate: 0 } as const;
  const bytes = Buffer.from(eventLine({ seq, job_id: 'a', step_index: 0, type: 'trial', payload }));
  return { firstSeq: seq, count: 1, bytes };
}

const STEP_SUMMARY = { overall: { mean: 0.5, sd: 0, n: 1 }, per_metric: {}, failure_rate: 0, scoring_failure_rate: 0 };

function stepEvent(seq: number, type: string, stepIndex: number): string {
  const proposal = { prompt_template: 'p', thinking: null, advice: null };
  const payloads: Record<string, object> = {
    proposal,
    step: { ...proposal, score: 0.5, summary: STEP_SUMMARY },
    error: { message: 'it failed' },
  };
  return `${JSON.stringify({ seq, job_id: 'a', step_index: stepIndex, type, payload: payloads[type] })}\n`;
}

async function runningJob(plannedTrials = 1e9) {
  const store = new MemoryJobStore();
  const bus = new EventBus();
  const job = sampleJob('a', { status: 'running', plannedTrials, plannedScorings: 0 });
  await store.create(job);
  const append = async (seq: number): Promise<void> => {
    await store.append('a', trial(seq));
    bus.publish({ type: 'job.events', jobId: 'a', batch: trial(seq) });
  };
  const finish = async (): Promise<void> => {
    bus.publish({
      type: 'job.settled',
      job: await store.finish('a', { status: 'done', finishedAt: job.startedAt, error: null }, null),
    });
  };
  return { store, bus, job, append, finish };
}

/** The most progress that fell into one second. */
function mostInASecond(heard: readonly Heard[]): number {
  const times = heard.filter(({ kind }) => kind !== 'started').map(({ atMs }) => atMs);
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + 1_000).length));
}

describe('JobWatch', () => {
  it('tells of progress at most ten times a second, however fast the job is', async () => {
    const world = await runningJob();
    const listener = new Listener();
    const watch = new JobWatch(world, world.job);
    watch.join(listener, () => true);
    const until = performance.now() + 1_200;
    for (let seq = 0; performance.now() < until; seq += 1) {
      await world.append(seq);
      await setImmediate();
    }
    await world.finish();
    await watch.done;
    expect(listener.heard.map(({ kind }) => kind).slice(0, 2)).toEqual(['started', 'progress']);
    expect(listener.heard.at(-1)?.kind).toBe('completed');
    expect(listener.heard.length).toBeGreaterThan(5);
    expect(mostInASecond(listener.heard)).toBeLessThanOrEqual(10);
    expect(listener.ended).toBe(1);
  });

  it('leaves the progress of 1 to the end', async () => {
    const world = await runningJob(2);
    await world.append(0);
    const early = new Listener();
    const watch = new JobWatch(world, world.job);
    watch.join(early, () => true);
    while (early.heard.length < 2) await setImmediate();
    await world.append(1);
    const done = new Listener();
    const other = new JobWatch(world, world.job);
    other.join(done, () => true);
    while (done.heard.length === 0) await setImmediate();
    await world.finish();
    await Promise.all([watch.done, other.done]);
    expect(early.heard.map(({ kind }) => kind)).toEqual(['started', 'progress', 'completed']);
    expect(done.heard.map(({ kind }) => kind)).toEqual(['started', 'completed']);
  });

  it('sends which steps began and ended, also when that happens in one batch', async () => {
    const store = new MemoryJobStore();
    const bus = new EventBus();
    const { spec } = sampleJob('a');
    const job = sampleJob('a', { spec: { ...spec, kind: 'optimize', steps: 2 }, plannedScorings: 3 });
    await store.create(job);
    const append = async (firstSeq: number, events: readonly (readonly [string, number])[]): Promise<void> => {
      const lines = events.map(([type, step], index) => stepEvent(firstSeq + index, type, step));
      const batch = { firstSeq, count: lines.length, bytes: Buffer.from(lines.join('')) };
      await store.append('a', batch);
      bus.publish({ type: 'job.events', jobId: 'a', batch });
    };
    const listener = new Listener();
    const watch = new JobWatch({ store, bus }, job);
    watch.join(listener, () => true);
    while (listener.heard.length < 2) await setImmediate();
    await append(0, [['proposal', 0]]);
    // The error that ends a job may name a step that never began.
    await append(1, [
      ['step', 0],
      ['proposal', 1],
      ['step', 1],
      ['error', 2],
    ] as const);
    const end = { status: 'error', finishedAt: job.startedAt, error: 'it failed' } as const;
    bus.publish({ type: 'job.settled', job: await store.finish('a', end, null) });
    await watch.done;
    const changes = listener.heard.filter(({ kind }) => kind !== 'progress').map(({ kind, runId }) => `${runId} ${kind}`);
    expect(changes).toEqual(['a started', 'a.0 started', 'a.0 completed', 'a.1 started', 'a.1 completed', 'a completed']);
  });

  it('stops when nobody listens any more', async () => {
    const world = await runningJob();
    const listener = new Listener();
    const watch = new JobWatch(world, world.job);
    watch.join(listener, () => true);
    await world.append(0);
    watch.leave(listener);
    await watch.done;
    expect(watch.isAbandoned).toBe(true);
    expect(listener.heard.filter(({ kind }) => kind === 'completed')).toEqual([]);
  });
});
