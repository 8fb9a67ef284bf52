import { JobFold } from '../evaluation/job-fold.ts';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import { type CallsByRole, callValues, totalCost } from '../evaluation/call-totals.ts';
import type { ScoreBounds } from '../evaluation/score-bounds.ts';
import type { FailureCounts, Figures, StepFigures } from '../evaluation/step-fold.ts';
import { type EventBatch, eventsOf } from './event-batch.ts';
import type { Job, JobStatus } from './job.ts';
import type { JobSpec } from './job-fields.ts';
import { HELD_OUT_STEPS } from './job-progress.ts';
import type { Run, RunLabels, RunStatus, RunSummary } from './run.ts';
import { runName } from './run-name.ts';

// The only way from a job to a run: a run or evaluate job is a run, and so is each step of an optimize job.

/** What a run id means among jobs. */
export interface RunRef {
  readonly jobId: string;
  /** `null` for the job as a whole. */
  readonly stepIndex: number | null;
}

/** The standard deviation of examples (n−1 in its denominator), how many they are, and where the single scores lie. */
export interface MetricSpread extends ScoreBounds {
  readonly sd: number | null;
  readonly n: number;
}

export type MetricDefinition = Readonly<Record<'description' | 'kind', string>>;

/** What a run has to know of the events of its job, as plain data. */
export interface RunFigures {
  /** Examples that have a score. */
  readonly sampleCount: number;
  /** Trials. */
  readonly totalSamples: number;
  readonly failedTrials: number;
  readonly failures: FailureCounts;
  readonly calls: CallsByRole;
  readonly failedScorings: number;
  /** Means over examples; a metric without any score is not there. */
  readonly metrics: Readonly<Record<string, number>>;
  /** How the examples that these means are over spread. */
  readonly spreads: Readonly<Record<string, MetricSpread>>;
  readonly metricDefinitions: Readonly<Record<string, MetricDefinition>>;
  /** Of a step. */
  readonly promptTemplate: string | null;
  /** Of a step: whether it has ended. */
  readonly isFinished: boolean;
  /** Of a test on held-out rows: the step whose template it is; `null` for all else. */
  readonly holdoutOf: number | null;
}

const STATUSES: Readonly<Record<JobStatus, RunStatus>> = {
  queued: 'in_progress',
  running: 'in_progress',
  done: 'completed',
  error: 'failed',
  interrupted: 'failed',
  cancelled: 'cancelled',
};

/** Of a job whose project is not known. */
const NO_PROJECT = 'default';

/** `<job_id>` or `<job_id>.<step_index>`. */
export function runIdOf({ jobId, stepIndex }: RunRef): string {
  return stepIndex === null ? jobId : `${jobId}.${stepIndex}`;
}

/** Reads a run id as that of a job or of a step; `undefined` where it can't be one. */
export function parseRunId(runId: string): RunRef | undefined {
  const [, jobId, step] = /^([^.]{1,200})(?:\.(0|[1-9]\d{0,8}))?$/s.exec(runId) ?? [];
  return jobId === undefined ? undefined : { jobId, stepIndex: step === undefined ? null : Number(step) };
}

/** Whether the job is this run, has it or may come to have it: only a search has steps, and no more than it was asked for. */
export function mayHaveRun({ spec }: Job, { stepIndex }: RunRef): boolean {
  if (stepIndex === null) return true;
  const tests = spec.holdout === undefined ? 0 : HELD_OUT_STEPS;
  return spec.kind === 'optimize' && stepIndex <= (spec.steps ?? 0) + tests;
}

/** The status of a job in the words of runs. */
export function runStatusOf({ status }: Job): RunStatus {
  return STATUSES[status];
}

/** The experiment that the runs of a job belong to: the one that was asked for, else the project. */
export function experimentIdOf({ experimentId, project }: Pick<JobSpec, 'experimentId' | 'project'>): string {
  return experimentId ?? (project === '' ? NO_PROJECT : project);
}

/**
 * What a fold has counted, as a run needs it: of a step, or of a whole job. Means that are not `isExact` are as cheap to read as
 * counts, and differ in the last digit at most.
 */
export function runFiguresOf(figures: Figures | StepFigures, isExact = true): RunFigures {
  const { trials, scoredExamples, failedTrials, failures, calls, failedScorings } = figures;
  const metrics: [string, number][] = [];
  const spreads: [string, MetricSpread][] = [];
  const definitions: [string, MetricDefinition][] = [];
  for (const [name, metric] of figures.metrics) {
    const { mean, sd, n } = isExact ? metric.overExamples : metric.running;
    if (mean !== null) {
      metrics.push([name, mean]);
      spreads.push([name, { sd, n, ...metric.bounds }]);
    }
    if (metric.info !== null) definitions.push([name, { description: metric.info.description, kind: metric.info.kind }]);
  }
  const isStep = 'stepIndex' in figures;
  return {
    sampleCount: scoredExamples,
    totalSamples: trials,
    failedTrials,
    failures: { ...failures },
    calls: callValues(calls),
    failedScorings,
    metrics: Object.fromEntries(metrics),
    spreads: Object.fromEntries(spreads),
    metricDefinitions: Object.fromEntries(definitions),
    promptTemplate: isStep ? figures.promptTemplate : null,
    isFinished: isStep && figures.isFinished,
    holdoutOf: isStep ? figures.holdoutOf : null,
  };
}

/** A job, or a step of one, as a list of runs has it. A finished step is completed, whatever becomes of its job. */
export function runSummaryOfJob(job: Job, stepIndex: number | null, figures: RunFigures): RunSummary {
  return {
    runId: runIdOf({ jobId: job.id, stepIndex }),
    experimentId: experimentIdOf(job.spec),
    status: stepIndex !== null && figures.isFinished ? 'completed' : runStatusOf(job),
    createdAt: job.startedAt,
    source: 'job',
    ...labelsOf(job.spec, stepIndex, figures),
    sampleCount: figures.sampleCount,
    totalSamples: figures.totalSamples,
    failedSamples: figures.failedTrials,
    costUsd: totalCost(figures.calls),
    metrics: figures.metrics,
  };
}

/** The same with what it was made with. */
export function runOfJob(job: Job, stepIndex: number | null, figures: RunFigures): Run {
  return { ...runSummaryOfJob(job, stepIndex, figures), metadata: runMetadataOf(job, stepIndex, figures) };
}

/** What the runs of a job are called and made with, as a list shows it. */
function labelsOf(spec: JobSpec, stepIndex: number | null, { holdoutOf }: RunFigures): RunLabels {
  const { label = null, kind, project, program, prompt, model } = spec;
  const name = runName(spec, stepIndex, holdoutOf);
  return { name, label, kind, project, program, prompt, model, dataset: datasetOf(spec, holdoutOf), stepIndex };
}

/** The name of the dataset that the rows of a run are of. */
export function datasetOf({ examples, holdout }: JobSpec, holdoutOf: number | null): string {
  return holdoutOf !== null && typeof holdout === 'string' ? holdout : examples;
}

/** What a run of a job was made with. */
export function runMetadataOf(job: Job, stepIndex: number | null, figures: RunFigures): JsonObject {
  const { spec } = job;
  const fields: Readonly<Record<string, JsonValue | undefined>> = {
    job_id: job.id,
    kind: spec.kind,
    step_index: stepIndex ?? undefined,
    project: spec.project,
    program: spec.program,
    prompt: spec.prompt,
    prompt_template: figures.promptTemplate ?? undefined,
    holdout_of: figures.holdoutOf ?? undefined,
    examples: datasetOf(spec, figures.holdoutOf),
    dataset_sha256: datasetSha256Of(job, figures.holdoutOf),
    model: spec.model,
    proposer_model: spec.proposerModel,
    repeats: spec.repeats,
    limit: spec.limit,
    seed: spec.seed,
    generation_kwargs: spec.generationKwargs,
    label: spec.label,
    finished_at: job.finishedAt,
    error: job.error,
    assay_version: job.assayVersion ?? undefined,
    failed_trials: figures.failedTrials,
    unanswered_trials: figures.failures.provider,
    untold_failures: untoldFailures(figures) || undefined,
    failed_scorings: figures.failedScorings,
    metric_definitions: figures.metricDefinitions,
  };
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, JsonValue] => field[1] !== undefined));
}

/** The SHA-256 of the dataset that the rows of a run are of; `undefined` where they are of two. */
function datasetSha256Of({ spec, datasetSha256, parts }: Job, holdoutOf: number | null): string | undefined {
  if (holdoutOf !== null) return parts?.holdoutDatasetSha256 ?? datasetSha256;
  return typeof spec.selection === 'string' ? undefined : datasetSha256;
}

/** Failed trials that do not say whose fault it was, as in archives of other writers. */
function untoldFailures({ failedTrials, failures }: RunFigures): number {
  return failedTrials - failures.provider - failures.answer - failures.program;
}

/** A fold that has yet to see the job's first event. */
export function newJobFold({ kind, metrics = [], repeats }: Pick<JobSpec, 'kind' | 'metrics' | 'repeats'>): JobFold {
  return new JobFold({ kind, metrics, repeats });
}

/** All events of a job, counted. */
export async function foldEvents(batches: AsyncIterable<EventBatch>, spec: JobSpec): Promise<JobFold> {
  const fold = newJobFold(spec);
  for await (const batch of batches) for (const event of eventsOf(batch)) fold.add(event);
  return fold;
}
