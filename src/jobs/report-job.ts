import { AssayError, JobNotFoundError } from '../domain/errors.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { LabelStore } from '../domain/label-store.ts';
import { runIdOf } from '../domain/run-of-job.ts';
import type { RunStore } from '../domain/run-store.ts';
import { judgeBody } from '../http/judge-body.ts';
import type { JobReport, LabelledQuality } from '../reports/job-report.ts';
import { makeJobReport } from '../reports/make-job-report.ts';
import type { Summary } from '../evaluation/summary.ts';
import type { EndedSearch } from '../reports/holdout-sentence.ts';
import { shownStepOf } from '../domain/job-figures.ts';
import { reportFacts } from './report-facts.ts';

/** Of the intervals: 95 %, as everywhere in a report. */
const ALPHA = 0.05;

/** Examples that a report lists. */
const MOST_EXAMPLES = 200;

/** Sets of labels that a report shows. */
const MOST_SETS = 10;

/** What a report is made from. */
export interface ReportStores {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly labels: LabelStore;
}

/** The report of a job from its archive, also while it runs. Throws `job_not_found`. */
export async function reportJob(stores: ReportStores, jobId: string): Promise<JobReport> {
  const figures = await stores.runs.jobFigures(jobId, MOST_EXAMPLES);
  const job = await stores.jobs.find(jobId);
  if (job === undefined) throw new JobNotFoundError();
  const facts = reportFacts(job);
  const step = facts.kind === 'optimize' ? (shownStepOf(figures.steps)?.stepIndex ?? 0) : null;
  const search = facts.kind === 'optimize' ? ((await stores.jobs.summary(jobId)) as Summary | null) : null;
  const labelled = await byHumanLabels(stores, runIdOf({ jobId, stepIndex: step }));
  return makeJobReport(facts, figures, { byHumanLabels: labelled, search: search && endOf(search) });
}

function endOf({ ended, holdout }: Summary): EndedSearch {
  return { ended, holdout };
}

/** None of a run that is not there yet, and none of labels that can't be read. */
async function byHumanLabels({ runs, labels }: ReportStores, runId: string): Promise<readonly LabelledQuality[]> {
  const sets = (await labels.list(runId).catch(ignored)) ?? [];
  const found: LabelledQuality[] = [];
  for (const { name } of sets.slice(0, MOST_SETS)) {
    const set = await labels.find(runId, name).catch(ignored);
    const judged = set === undefined ? [] : await runs.judged(runId, { labels: set.labels, alpha: ALPHA });
    for (const { metric, judge } of judged) {
      const body = judgeBody(judge);
      if (body !== null) found.push({ labels: name, metric, ...body });
    }
  }
  return found;
}

function ignored(error: unknown): undefined {
  if (!(error instanceof AssayError)) throw error;
}
