import { type EventBatch, eventLines } from '../../domain/event-batch.ts';
import type { JobEvent } from '../../domain/job-event.ts';
import type { JobStore } from '../../domain/job-store.ts';
import type { Sample } from '../../domain/run.ts';
import type { SampleRange } from '../../domain/run-store.ts';
import type { TrialPayload } from '../../evaluation/event.ts';
import type { RunColumns } from './run-columns.ts';
import { trialSample } from './trial-sample.ts';
import { sampleSection } from './write-job-runs.ts';

/** A trial of a job, and which sample of the run it is. */
export interface PlacedTrial {
  readonly sample: number;
  readonly payload: TrialPayload;
}

/** The trials of some samples, from the events of the job; only events from the first of them to the last are read. */
export async function* jobTrials(
  jobs: JobStore,
  jobId: string,
  columns: RunColumns,
  { offset, limit = Infinity }: SampleRange,
): AsyncGenerator<readonly PlacedTrial[]> {
  const seqs = columns.uint32('seqs');
  const end = Math.min(seqs.length, offset + limit);
  const first = seqs[offset];
  if (first === undefined || offset >= end) return;
  let sample = offset;
  for await (const batch of jobs.read(jobId, first)) {
    const trials: PlacedTrial[] = [];
    for (const [seq, line] of linesAt(batch, seqs, sample)) {
      while (sample < end && (seqs[sample] ?? 0) < seq) sample += 1;
      if (sample >= end) break;
      trials.push({ sample, payload: (JSON.parse(line) as JobEvent).payload as TrialPayload });
      sample += 1;
    }
    if (trials.length > 0) yield trials;
    if (sample >= end) return;
  }
}

/** The same as samples, with the mean of each trial's scorings. */
export async function* jobSamples(
  jobs: JobStore,
  jobId: string,
  columns: RunColumns,
  range: SampleRange,
): AsyncGenerator<readonly Sample[]> {
  const metrics = [...columns.scored.metrics.keys()].map((name, position) => ({
    name,
    scores: columns.float64(sampleSection(position)),
  }));
  for await (const trials of jobTrials(jobs, jobId, columns, range)) {
    yield trials.map(({ sample, payload }) => {
      const scores = metrics.map(({ name, scores }): [string, number] => [name, scores[sample] ?? NaN]);
      return trialSample(payload, Object.fromEntries(scores.filter(([, score]) => !Number.isNaN(score))));
    });
  }
}

/** The lines of a batch that are trials, from this sample on. */
function* linesAt(batch: EventBatch, seqs: Uint32Array, from: number): Generator<[number, string]> {
  let sample = from;
  let seq = batch.firstSeq;
  for (const line of eventLines(batch)) {
    while ((seqs[sample] ?? Infinity) < seq) sample += 1;
    if (seqs[sample] === seq) yield [seq, line.toString('utf8')];
    seq += 1;
  }
}
