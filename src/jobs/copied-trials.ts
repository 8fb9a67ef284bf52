import { JobNotFoundError } from '../domain/errors.ts';
import { type EventBatch, encodeEvents, type EventHead, eventHeads } from '../domain/event-batch.ts';
import type { Job } from '../domain/job.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobStore } from '../domain/job-store.ts';
import { JobFailedError, type PrepareOptions } from '../domain/runner.ts';
import { parseJson } from '../evaluation/canonical-json.ts';
import type { CallsPayload, TelemetryPayload, TrialPayload } from '../evaluation/event.ts';

/** A job that scores the outputs of another. */
export interface ScoringJob {
  readonly id: string;
  readonly scoredFrom: string;
}

/** How a job is to be prepared: one that scores stored outputs without its program and its model. */
export function preparationOf({ scoredFrom, plannedTrials }: Job): Pick<PrepareOptions, 'storedTrials'> {
  return scoredFrom === undefined ? {} : { storedTrials: plannedTrials ?? 0 };
}

/**
 * The trials of the job whose outputs are scored, as events of the scoring job from `firstSeq` on: each once, as it came out last, but for
 * those that the scoring job has already. What their calls took is marked as not spent again. Throws a `JobFailedError` where the other
 * job is not there any more.
 */
export async function* copiedTrials(
  store: Pick<JobStore, 'read'>,
  { id, scoredFrom }: ScoringJob,
  firstSeq: number,
): AsyncGenerator<EventBatch> {
  try {
    const there = await lastTrials(store.read(id, 0));
    const trials = await lastTrials(store.read(scoredFrom, 0));
    for (const key of there.keys()) trials.delete(key);
    const wanted = new Set(trials.values());
    let seq = firstSeq;
    for await (const batch of store.read(scoredFrom, 0)) {
      const copies: JobEvent[] = [];
      for (const head of eventHeads(batch)) if (wanted.has(head.seq)) copies.push(copyOf(head, id, seq + copies.length));
      if (copies.length > 0) yield encodeEvents(copies);
      seq += copies.length;
    }
  } catch (error) {
    if (!(error instanceof JobNotFoundError)) throw error;
    throw new JobFailedError(`job ${scoredFrom}, whose outputs were to be scored, is not there any more`);
  }
}

/** The number of the last event of each trial, by row and replicate. */
async function lastTrials(batches: AsyncIterable<EventBatch>): Promise<Map<string, number>> {
  const trials = new Map<string, number>();
  for await (const batch of batches) {
    for (const { seq, type, line } of eventHeads(batch)) {
      if (type !== 'trial') continue;
      const { payload } = JSON.parse(line.toString('utf8')) as { readonly payload: TrialPayload | null };
      if (payload !== null) trials.set(`${String(payload.row)}/${payload.replicate}`, seq);
    }
  }
  return trials;
}

function copyOf({ line }: EventHead, jobId: string, seq: number): JobEvent {
  const { payload } = parseJson(line.toString('utf8')) as { readonly payload: TrialPayload };
  const { telemetry } = payload;
  const copied = telemetry === undefined ? payload : { ...payload, telemetry: notSpentAgain(telemetry) };
  return { seq, job_id: jobId, step_index: 0, type: 'trial', payload: copied };
}

/** As an answer from a recording is: sums leave it out. Attempts in vain are left to the job that made them. */
function notSpentAgain({ usage, calls, ...telemetry }: TelemetryPayload): TelemetryPayload {
  return {
    ...unspent(telemetry),
    ...(calls === undefined ? {} : { calls: calls.map(unspent) }),
    ...(usage === undefined ? {} : { usage: NOTHING_SPENT }),
  };
}

const NOTHING_SPENT = { calls: 0, input_tokens: 0, output_tokens: 0, latency: 0, cost_usd: 0 };

function unspent<Completion extends Partial<CallsPayload>>(completion: Completion): Completion {
  const { other_attempts: _attempts, response, ...rest } = completion;
  if (response === undefined) return rest as Completion;
  const cost = response.cost_usd === undefined ? {} : { cost_usd: 0 };
  return { ...rest, response: { ...response, ...cost, cached: true } } as unknown as Completion;
}
