import { setImmediate as nextTurn } from 'node:timers/promises';
import { JobNotFoundError } from '../domain/errors.ts';
import { eventLines, eventsOf } from '../domain/event-batch.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { JobReport, ReportedExample } from '../reports/job-report.ts';
import { ReportBuilder, weakExample } from '../reports/report-builder.ts';
import type { WeakTrial } from '../reports/step-scores.ts';
import { reportFacts } from './report-facts.ts';

const WEAK_EXAMPLES = 5;

/**
 * The report of a job from its archive, also while it runs. The events are read once, as a stream; then those of the weakest
 * examples are read again, from their place in the archive. Throws `job_not_found`.
 */
export async function reportJob(store: JobStore, jobId: string): Promise<JobReport> {
  const job = await store.inspect(jobId);
  if (job === undefined) throw new JobNotFoundError();
  const builder = new ReportBuilder(reportFacts(job));
  for await (const batch of store.read(jobId, 0)) {
    for (const event of eventsOf(batch)) builder.add(event);
    await nextTurn();
  }
  const weakest = await Promise.all(builder.weakest(WEAK_EXAMPLES).map((trial) => findExample(store, jobId, trial)));
  return builder.report(weakest.filter((example) => example !== null));
}

async function findExample(store: JobStore, jobId: string, trial: WeakTrial): Promise<ReportedExample | null> {
  const events: JobEvent[] = [];
  for await (const batch of store.read(jobId, trial.firstSeq)) {
    for (const line of eventLines(batch))
      if (line.includes(trial.trialId)) events.push(JSON.parse(line.toString('utf8')) as JobEvent);

    if (batch.firstSeq + batch.count > trial.lastSeq) break;
    await nextTurn();
  }
  return weakExample(trial, events);
}
