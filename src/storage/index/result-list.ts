import { sql, type SqlBool } from 'kysely';
import type { Job, JobStatus } from '../../domain/job.ts';
import { plannedWork } from '../../domain/job-progress.ts';
import type { Result, ResultMetric, ResultPage, ResultQuery } from '../../domain/result.ts';
import { resultKindOf } from '../../domain/result.ts';
import { jobName } from '../../domain/run-name.ts';
import { experimentIdOf, type MetricSpread, runIdOf } from '../../domain/run-of-job.ts';
import type { RunStatus } from '../../domain/run.ts';
import { type CallsByRole, totalCost } from '../../evaluation/call-totals.ts';
import { NO_BOUNDS } from '../../evaluation/score-bounds.ts';
import { shownInterval } from '../../statistics/shown-interval.ts';
import type { IndexDatabase } from './index-database.ts';
import { type JobsTable, query, type RunsTable } from './index-schema.ts';
import { type PlacedResult, resultPlaces } from './result-page.ts';
import { isShown } from './run-page.ts';
import { BEING_READ } from './run-rows.ts';

const STATUSES: Readonly<Record<RunStatus, JobStatus>> = {
  in_progress: 'running',
  completed: 'done',
  failed: 'error',
  cancelled: 'cancelled',
};

type RunRow = Pick<RunsTable, (typeof RUN_FIELDS)[number]>;

const RUN_FIELDS = [
  'run_id',
  'source',
  'origin',
  'step_index',
  'experiment_id',
  'status',
  'created_at',
  'name',
  'label',
  'project',
  'program',
  'prompt',
  'model',
  'dataset',
  'total_samples',
  'failed_samples',
  'metrics',
  'spreads',
  'calls',
  'stamp',
] as const satisfies readonly (keyof RunsTable)[];

type CountedJob = Pick<JobsTable, (typeof COUNTS)[number]>;

const COUNTS = [
  'trials',
  'failed_trials',
  'work',
  'cost',
  'best_step',
  'told_step',
  'log_stamp',
] as const satisfies readonly (keyof JobsTable)[];

/**
 * A page of all that a projects root and the storage folder have; `jobOf` gives a job as it is shown. Throws `unusable_request` for a
 * cursor that this list did not give out, or one beside an offset.
 */
export function resultPage(
  database: IndexDatabase,
  scope: string,
  asked: ResultQuery,
  jobOf: (jobId: string) => Job | undefined,
): ResultPage {
  const { rows, total, nextCursor } = resultPlaces(database, scope, asked);
  const reader = new ResultReader(database, scope, jobOf);
  return { results: rows.flatMap((place) => reader.at(place) ?? []), total, nextCursor };
}

class ResultReader {
  readonly #database: IndexDatabase;
  readonly #scope: string;
  readonly #jobOf: (jobId: string) => Job | undefined;

  constructor(database: IndexDatabase, scope: string, jobOf: (jobId: string) => Job | undefined) {
    this.#database = database;
    this.#scope = scope;
    this.#jobOf = jobOf;
  }

  at({ source, origin, step_index: stepIndex }: PlacedResult): Result | undefined {
    if (source !== 'job') return this.#foreign(origin);
    const job = this.#jobOf(origin);
    if (job === undefined) return undefined;
    return stepIndex < 0 ? this.#job(job) : this.#step(job, stepIndex);
  }

  #job(job: Job): Result | undefined {
    const counts = this.#counts(job.id);
    if (counts === undefined) return undefined;
    const isSearch = job.spec.kind === 'optimize';
    const run = isSearch ? counts.told_step !== null && this.#run(job.id, counts.told_step) : this.#run(job.id, -1);
    const best = isSearch && counts.best_step !== null ? this.#run(job.id, counts.best_step) : undefined;
    const isBeingRead = counts.log_stamp === null && run !== false && run?.stamp === BEING_READ;
    return {
      ...fieldsOf(job),
      id: job.id,
      runId: isSearch ? null : runIdOf({ jobId: job.id, stepIndex: null }),
      kind: resultKindOf(job),
      name: jobName(job.spec),
      status: job.status,
      metrics: run ? metricsOf(run) : {},
      totalSamples: counts.trials,
      failedSamples: counts.failed_trials,
      completed: counts.work,
      planned: plannedWork(job),
      costUsd: job.costUsd === undefined ? counts.cost : job.costUsd,
      finishedAt: job.finishedAt,
      error: job.error,
      stepIndex: null,
      steps: isSearch ? this.#stepCount(job.id) : null,
      bestStepRunId: best?.run_id ?? null,
      ...(isBeingRead ? { isBeingRead: true } : {}),
    };
  }

  #step(job: Job, stepIndex: number): Result | undefined {
    const run = this.#run(job.id, stepIndex);
    if (run === undefined) return undefined;
    return { ...fieldsOf(job), ...ofRun(run), kind: 'step', stepIndex };
  }

  #foreign(runId: string): Result | undefined {
    const run = this.#database.first(
      query
        .selectFrom('runs')
        .select(RUN_FIELDS)
        .where('run_id', '=', runId)
        .where('scope', '=', '')
        .where(isShown(this.#scope)),
    );
    if (run === undefined || run.source === 'job') return undefined;
    const { experiment_id: experimentId, project, program, prompt, model, dataset, label, created_at: startedAt } = run;
    return {
      ...ofRun(run),
      jobId: null,
      kind: run.source,
      label,
      experimentId,
      project,
      program,
      prompt,
      model,
      dataset,
      startedAt,
      stepIndex: null,
    };
  }

  #counts(jobId: string): CountedJob | undefined {
    const job = query.selectFrom('jobs').select(COUNTS).where('scope', '=', this.#scope);
    return this.#database.first(job.where('job_id', '=', jobId));
  }

  /** The run of a job, or of one of its steps, that lists show. */
  #run(jobId: string, stepIndex: number): RunRow | undefined {
    return this.#database.first(
      this.#ofJob(jobId).select(RUN_FIELDS).where('step_index', '=', stepIndex).where(isShown(this.#scope)),
    );
  }

  #stepCount(jobId: string): number {
    const count = sql<number>`count(*)`.as('count');
    const steps = this.#ofJob(jobId).select(count).where('step_index', '>=', 0);
    return this.#database.first(steps.where(sql<SqlBool>`is_listed = 1`))?.count ?? 0;
  }

  #ofJob(jobId: string) {
    return query.selectFrom('runs').where('scope', '=', this.#scope).where('source', '=', 'job').where('origin', '=', jobId);
  }
}

type JobFields = 'jobId' | 'label' | 'experimentId' | 'project' | 'program' | 'prompt' | 'model' | 'dataset' | 'startedAt';

/** What a job and its steps have in common. */
function fieldsOf({ id, spec, startedAt }: Job): Pick<Result, JobFields> {
  const { label = null, project, program, prompt, model, examples } = spec;
  return {
    jobId: id,
    label,
    experimentId: experimentIdOf(spec),
    project,
    program,
    prompt,
    model,
    dataset: examples,
    startedAt,
  };
}

/** What a result has that is a run and no job. */
function ofRun(run: RunRow): Omit<Result, JobFields | 'kind' | 'stepIndex'> {
  return {
    id: run.run_id,
    runId: run.run_id,
    name: run.name,
    status: STATUSES[run.status as RunStatus],
    metrics: metricsOf(run),
    totalSamples: run.total_samples,
    failedSamples: run.failed_samples,
    completed: null,
    planned: null,
    costUsd: run.calls === null ? null : totalCost(JSON.parse(run.calls) as CallsByRole),
    finishedAt: null,
    error: null,
    steps: null,
    bestStepRunId: null,
    ...(run.stamp === BEING_READ ? { isBeingRead: true } : {}),
  };
}

function metricsOf({ metrics, spreads }: RunRow): Readonly<Record<string, ResultMetric>> {
  const means = Object.entries(JSON.parse(metrics) as Record<string, number>);
  const spreadOf = new Map(Object.entries(JSON.parse(spreads) as Record<string, MetricSpread>));
  return Object.fromEntries(
    means.map(([name, mean]) => {
      const spread = spreadOf.get(name) ?? { ...NO_BOUNDS, sd: null, n: 0 };
      return [name, { mean, interval: shownInterval({ mean, ...spread }), n: spread.n }];
    }),
  );
}
