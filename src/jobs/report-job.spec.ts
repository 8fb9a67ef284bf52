import { describe, expect, it } from '@jest/globals';
import { sampleBatch, sampleEnd, sampleJob } from '../../test/contracts/sample-job.ts';
import { type EventBatch, eventLine } from '../domain/event-batch.ts';
import type { Job } from '../domain/job.ts';
import type { JobEvent } from '../domain/job-event.ts';
import { failedTrial, scored, telemetry, trial } from '../reports/report-events.fixture.ts';
import { MemoryJobStore } from '../storage/memory/memory-job-store.ts';
import { reportJob } from './report-job.ts';

function batchesOf(events: readonly Pick<JobEvent, 'type' | 'payload'>[], size: number): EventBatch[] {
  const lines = events.map((event, seq) => eventLine({ seq, job_id: 'a', step_index: 0, ...event }));
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, index) => {
    const some = lines.slice(index * size, (index + 1) * size);
    return { firstSeq: index * size, count: some.length, bytes: Buffer.from(some.join('')) };
  });
}

async function storeWith(batches: readonly EventBatch[], changes: Partial<Job> = {}): Promise<MemoryJobStore> {
  const store = new MemoryJobStore();
  await store.create(sampleJob('a', changes));
  for (const batch of batches) await store.append('a', batch);
  return store;
}

describe('reportJob', () => {
  it('finds the weakest examples again, with all their scorings, however late these came', async () => {
    const trials = Array.from({ length: 40 }, (_, q) => trial({ q }, { telemetry: telemetry(0.5) }));
    const events = [
      ...trials.map((payload) => ({ type: 'trial' as const, payload })),
      ...trials.map((one, q) => ({ type: 'scoring' as const, payload: scored(one, (q % 10) / 10) })),
      ...trials.map((one) => ({ type: 'scoring' as const, payload: scored(one, 0.5, { name: 'late' }) })),
    ];
    const report = await reportJob(await storeWith(batchesOf(events, 7)), 'a');
    expect(report.weakest.map(({ trial: { example } }) => example.inputs['q'])).toEqual([0, 10, 20, 30, 1]);
    for (const { verdicts } of report.weakest) expect(verdicts.map(({ metric }) => metric)).toEqual(['right', 'late']);
    expect(report.telemetry).toMatchObject({ trials: 40, input_tokens: 400, latency: { mean: 0.5 } });
  });

  it('reports on a run, which has no metrics, with the trials that failed', async () => {
    const events = [trial({ q: 1 }), failedTrial({ q: 2 })].map((payload) => ({ type: 'trial' as const, payload }));
    const { spec } = sampleJob('a');
    const { metrics: _metrics, ...noMetrics } = spec;
    const report = await reportJob(await storeWith(batchesOf(events, 2), { spec: { ...noMetrics, kind: 'run' } }), 'a');
    expect(report.quality).toMatchObject({ metrics: [], overall: null });
    expect(report.weakest).toMatchObject([{ trial: { status: 'failed', example: { inputs: { q: 2 } } }, verdicts: [] }]);
  });

  it('reports on a job that runs and on one that was interrupted', async () => {
    const store = await storeWith([sampleBatch('a', 0, 2)]);
    expect((await reportJob(store, 'a')).job).toMatchObject({ status: 'running', is_settled: false, finished_at: null });
    await store.finish('a', { ...sampleEnd, status: 'interrupted', error: 'Assay stopped' }, null);
    expect(await reportJob(store, 'a')).toMatchObject({
      job: { status: 'interrupted', is_settled: true, error: 'Assay stopped' },
      reliability: { trials: 2, failed_trials: 2 },
    });
  });

  it('knows no job that is not there', async () => {
    await expect(reportJob(new MemoryJobStore(), 'a')).rejects.toMatchObject({ code: 'job_not_found' });
  });
});
