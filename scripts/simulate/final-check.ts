import { eventLines } from '../../src/domain/event-batch.ts';
import type { JobEvent } from '../../src/domain/job-event.ts';
import type { JobStore } from '../../src/domain/job-store.ts';
import { isSettled } from '../../src/domain/job.ts';
import type { ScoringPayload, TrialPayload } from '../../src/evaluation/event.ts';
import { BrokenPromiseError } from './broken-promise.ts';
import type { Seen } from './witness.ts';

/** A job that is done, and what it came to, as text to compare. */
export interface DoneJob {
  readonly project: string;
  readonly summary: string;
  readonly isRetried: boolean;
}

/**
 * Holds a job as it is stored at last against what clients saw of it. Returns what it came to where it is done. Where syncs failed, a line may
 * be torn that never was durable, and that no client saw.
 */
export async function checkEnd(
  store: JobStore,
  { id, lines: seen, isRetried }: Seen,
  mayBeTorn: boolean,
): Promise<DoneJob | null> {
  const job = await store.inspect(id);
  if (job === undefined || !isSettled(job.status))
    throw new BrokenPromiseError(`job ${id} is ${job?.status ?? 'gone'} at last`);
  if (!mayBeTorn && job.error?.includes('left out') === true) throw new BrokenPromiseError(`job ${id}: ${job.error}`);
  const lines = await linesOf(store, id);
  const lost = seen.findIndex((line, seq) => lines[seq] !== line);
  if (lost !== -1) {
    const [was, is] = [seen[lost] ?? '', lines[lost] ?? 'gone'];
    throw new BrokenPromiseError(`event ${lost} of ${id} was seen as ${was} and is ${is} at last`);
  }
  const events = lines.map((line) => JSON.parse(line) as JobEvent);
  checkSeqs(id, events);
  checkSuccesses(id, isRetried ? events.filter(({ type }) => type !== 'scoring') : events);
  if (job.status !== 'done') return null;
  const summary = await store.summary(id);
  if (summary === null) throw new BrokenPromiseError(`job ${id} is done and has no summary`);
  return { project: job.spec.project, summary: comparable(summary, isRetried), isRetried };
}

async function linesOf(store: JobStore, id: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of store.read(id, 0)) for (const line of eventLines(batch)) lines.push(line.toString('utf8'));
  return lines;
}

function checkSeqs(id: string, events: readonly JobEvent[]): void {
  for (const [index, { seq }] of events.entries())
    if (seq !== index) throw new BrokenPromiseError(`job ${id} has event ${seq} where ${index} is due`);
}

function checkSuccesses(id: string, events: readonly JobEvent[]): void {
  const successes = new Set<string>();
  for (const event of events) {
    const what = success(event);
    if (what !== undefined && successes.has(what)) throw new BrokenPromiseError(`job ${id} has ${what} twice`);
    if (what !== undefined) successes.add(what);
  }
}

/** What an event says has succeeded, which need not be done again. */
function success({ type, step_index: step, payload }: JobEvent): string | undefined {
  if (type === 'proposal' || type === 'step') return `the ${type} of step ${step}`;
  if (type === 'error' || (payload as TrialPayload).status !== 'success') return undefined;
  const { row, replicate, metric, trial_id: id } = payload as TrialPayload & ScoringPayload;
  const of = `row ${row}, replicate ${replicate} in step ${step}`;
  return type === 'trial' ? `a successful trial of ${of}` : `a scoring by ${metric.name} of ${id}, ${of}`;
}

/** What differs from run to run in a summary: ids, how long calls took, and the order of reasons that are equally frequent. */
const ARBITRARY: ReadonlySet<string> = new Set(['job_id', 'latency', 'error']);

/**
 * A summary without that, and without the last digits of sums, whose order differs too. Where failed trials were made again, what was paid for
 * them is in it as well.
 */
export function comparable(summary: object, isRetried: boolean): string {
  return JSON.stringify(summary, (key, value: unknown) => {
    if (ARBITRARY.has(key) || (isRetried && key === 'telemetry')) return undefined;
    return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
  });
}
