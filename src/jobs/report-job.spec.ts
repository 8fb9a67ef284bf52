import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleBatch, sampleEnd, sampleJob } from '../../test/contracts/sample-job.ts';
import { type EventBatch, eventLine } from '../domain/event-batch.ts';
import type { Job } from '../domain/job.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobReport } from '../reports/job-report.ts';
import { failedTrial, scored, telemetry, trial } from '../reports/report-events.fixture.ts';
import { Storage } from '../storage/open-storage.ts';
import { reportJob } from './report-job.ts';

function batchesOf(events: readonly Pick<JobEvent, 'type' | 'payload'>[], size: number): EventBatch[] {
  const lines = events.map((event, seq) => eventLine({ seq, job_id: 'a', step_index: 0, ...event }));
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, index) => {
    const some = lines.slice(index * size, (index + 1) * size);
    return { firstSeq: index * size, count: some.length, bytes: Buffer.from(some.join('')) };
  });
}

describe('reportJob', () => {
  let root: string;
  let storage: Storage;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-report-'));
    storage = await Storage.open({ projectsRoot: root, storageDir: join(root, 'storage'), hasThreads: false });
  });

  afterEach(async () => {
    await storage.close();
    await rm(root, { recursive: true });
  });

  async function reportOn(batches: readonly EventBatch[], changes: Partial<Job> = {}): Promise<JobReport> {
    await storage.jobs.create(sampleJob('a', changes));
    for (const batch of batches) await storage.jobs.append('a', batch);
    return reportJob(storage, 'a');
  }

  it('finds the weakest examples again, with all their scorings, however late these came', async () => {
    const trials = Array.from({ length: 40 }, (_, q) => trial({ q }, { telemetry: telemetry(0.5) }));
    const events = [
      ...trials.map((payload) => ({ type: 'trial' as const, payload })),
      ...trials.map((one, q) => ({ type: 'scoring' as const, payload: scored(one, (q % 10) / 10) })),
      ...trials.map((one) => ({ type: 'scoring' as const, payload: scored(one, 0.5, { name: 'late' }) })),
    ];
    const report = await reportOn(batchesOf(events, 7));
    const { count, listed } = report.examples;
    expect(count).toBe(40);
    expect(listed).toHaveLength(40);
    expect(listed.slice(0, 5).map(({ trial: { example } }) => example.inputs['q'])).toEqual([0, 10, 20, 30, 1]);
    for (const { verdicts } of listed) expect(verdicts.map(({ metric }) => metric)).toEqual(['right', 'late']);
    expect(report.telemetry).toMatchObject({ trials: 40, input_tokens: 400, latency: { mean: 0.5 } });
  });

  it('lists of more examples the two hundred weakest, and counts them all', async () => {
    const trials = Array.from({ length: 210 }, (_, q) => trial({ q }));
    const events = trials.flatMap((one, q) => [
      { type: 'trial' as const, payload: one },
      { type: 'scoring' as const, payload: scored(one, 1 - q / 210) },
    ]);
    const { count, listed } = (await reportOn(batchesOf(events, 50))).examples;
    expect(count).toBe(210);
    expect(listed).toHaveLength(200);
    expect(listed[0]?.trial.example.inputs['q']).toBe(209);
  });

  it('reports on a run, which has no metrics, with the trials that failed first', async () => {
    const events = [trial({ q: 1 }), failedTrial({ q: 2 })].map((payload) => ({ type: 'trial' as const, payload }));
    const { spec } = sampleJob('a');
    const { metrics: _metrics, ...noMetrics } = spec;
    const report = await reportOn(batchesOf(events, 2), { spec: { ...noMetrics, kind: 'run' } });
    expect(report.quality).toMatchObject({ metrics: [], overall: null });
    expect(report.examples.listed).toMatchObject([
      { mean_score: 0, trial: { status: 'failed', example: { inputs: { q: 2 } } }, verdicts: [] },
      { mean_score: null, trial: { status: 'success', example: { inputs: { q: 1 } } }, verdicts: [] },
    ]);
  });

  it('reports on a job that runs and on one that was interrupted', async () => {
    const { job } = await reportOn([sampleBatch('a', 0, 2)]);
    expect(job).toMatchObject({ status: 'running', is_settled: false, finished_at: null });
    await storage.jobs.finish('a', { ...sampleEnd, status: 'interrupted', error: 'Assay stopped' }, null);
    expect(await reportJob(storage, 'a')).toMatchObject({
      job: { status: 'interrupted', is_settled: true, error: 'Assay stopped' },
      reliability: { trials: 2, failed_trials: 2 },
    });
  });

  it('knows no job that is not there', async () => {
    await expect(reportJob(storage, 'a')).rejects.toMatchObject({ code: 'job_not_found' });
  });
});
