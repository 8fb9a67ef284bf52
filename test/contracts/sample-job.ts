import { type EventBatch, eventLine } from '../../src/domain/event-batch.ts';
import type { Job, JobEnd } from '../../src/domain/job.ts';
import type { JobEvent } from '../../src/domain/job-event.ts';
import type { Summary } from '../../src/evaluation/summary.ts';

/** A running evaluate job. */
export function sampleJob(id: string, change: Partial<Job> = {}): Job {
  return {
    id,
    spec: {
      kind: 'evaluate',
      project: 'classify_sentiment',
      program: 'v1',
      prompt: 'english',
      examples: 'full',
      model: 'local:echo',
      workers: 4,
      metrics: ['label_correctness'],
      repeats: 1,
      generationKwargs: {},
    },
    status: 'running',
    startedAt: '2026-03-01T10:00:00.000Z',
    finishedAt: null,
    error: null,
    stopped: null,
    projectsRoot: '/projects',
    datasetPath: '/projects/classify_sentiment/data/full.jsonl',
    datasetSha256: 'c003cdec516bcc77dc5f6634b06841c79ce7a10025cd7e34772a498a3e5ab5b5',
    sources: { programSha256: null, metricsSha256: null, promptSha256: null },
    resumed: null,
    plannedTrials: 3,
    plannedScorings: null,
    assayVersion: '0.1.0',
    extra: {},
    ...change,
  };
}

/** A failed trial, which may be made long. */
export function sampleEvent(jobId: string, seq: number, message = 'it failed'): JobEvent {
  const example = { inputs: { review: `review ${seq}: très bien, 好` }, reference: true };
  const error = { kind: 'program', type: 'Error', message } as const;
  const trialId = seq.toString(16).padStart(16, '0');
  const payload = { status: 'failed', trial_id: trialId, row: seq, example, replicate: 0, error } as const;
  return { seq, job_id: jobId, step_index: 0, type: 'trial', payload };
}

export function sampleBatch(jobId: string, firstSeq: number, count: number, message?: string): EventBatch {
  const lines = Array.from({ length: count }, (_, index) => eventLine(sampleEvent(jobId, firstSeq + index, message)));
  return { firstSeq, count, bytes: Buffer.from(lines.join('')) };
}

export const sampleSummary: Summary = {
  trial_count: 3,
  scoring_count: 3,
  failure_rate: 1,
  scoring_failure_rate: 0,
  overall: { mean: 0.5, sd: 0, n: 1 },
  per_metric: { label_correctness: { mean: 0.5, sd: 0.25, n: 3 } },
  telemetry: { input_tokens: 30, output_tokens: 10, latency: 0.25 },
};

export const sampleEnd: JobEnd = { status: 'done', finishedAt: '2026-03-01T10:01:00.000Z', error: null };

/** The events in a store's batches; throws if a batch is not what it claims to be. */
export async function eventsOf(batches: AsyncIterable<EventBatch>): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const batch of batches) {
    const lines = Buffer.from(batch.bytes).toString().split('\n').slice(0, -1);
    const parsed = lines.map((line) => JSON.parse(line) as JobEvent);
    if (parsed.length !== batch.count || parsed.some((event, index) => event.seq !== batch.firstSeq + index)) {
      throw new Error(
        `a batch of ${batch.count} events from ${batch.firstSeq} on holds ${parsed.map(({ seq }) => seq).join()}`,
      );
    }
    events.push(...parsed);
  }
  return events;
}

export async function seqsOf(batches: AsyncIterable<EventBatch>): Promise<number[]> {
  return (await eventsOf(batches)).map(({ seq }) => seq);
}
