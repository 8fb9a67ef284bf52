import { allFields } from '../domain/recorded-fields.ts';
import { stopText } from '../domain/stop-text.ts';
import { jobName } from '../domain/run-name.ts';
import { isSettled, type Job } from '../domain/job.ts';
import { secondsAtWork } from '../domain/work-time.ts';
import type { ReportedJob } from '../reports/job-report.ts';

/** What a report says about the job itself. */
export function reportFacts(job: Job): ReportedJob {
  const { spec } = job;
  return {
    job_id: job.id,
    name: jobName(spec),
    kind: spec.kind,
    status: job.status,
    is_settled: isSettled(job.status),
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    seconds: secondsAtWork(job),
    was_resumed: job.resumed !== null,
    error: job.error,
    stopped: job.stopped,
    stopped_because: job.stopped === null ? null : stopText(job.stopped),
    ...allFields(spec),
    // Never absent, which the table's types don't say.
    project: spec.project,
    program: spec.program,
    prompt: spec.prompt,
    examples: spec.examples,
    model: spec.model,
    workers: spec.workers,
    repeats: spec.repeats,
    generation_kwargs: Object.keys(spec.generationKwargs).length === 0 ? null : spec.generationKwargs,
    dataset_path: job.datasetPath,
    dataset_sha256: job.datasetSha256,
    planned_trials: job.plannedTrials,
    assay_version: job.assayVersion,
  };
}
