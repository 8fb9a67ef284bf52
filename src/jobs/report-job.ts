import { JobNotFoundError } from '../domain/errors.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { RunStore } from '../domain/run-store.ts';
import type { JobReport } from '../reports/job-report.ts';
import { makeJobReport } from '../reports/make-job-report.ts';
import { reportFacts } from './report-facts.ts';

/** The report of a job from its archive, also while it runs. Throws `job_not_found`. */
export async function reportJob(jobs: JobStore, runs: RunStore, jobId: string): Promise<JobReport> {
  const figures = await runs.jobFigures(jobId);
  const job = await jobs.find(jobId);
  if (job === undefined) throw new JobNotFoundError();
  return makeJobReport(reportFacts(job), figures);
}
