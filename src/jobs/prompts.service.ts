import { Inject, Injectable } from '@nestjs/common';
import { AssayError, JobNotFoundError, UnusableRequestError } from '../domain/errors.ts';
import { isSettled, type Job } from '../domain/job.ts';
import { shownStepOf, type StoredFigures, templateOf } from '../domain/job-figures.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { PROJECTS, type Projects, type SavedPrompt } from '../domain/projects.ts';
import type { Summary } from '../evaluation/summary.ts';
import { verdictSentence } from '../reports/holdout-sentence.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';

/** Which template of a search is saved, and how. */
export interface SaveRequest {
  readonly name: string;
  /** The best step without it. */
  readonly stepIndex?: number | undefined;
  readonly overwrites: boolean;
}

/** A template of a search that is a prompt of its project now. */
export interface SavedStep extends SavedPrompt {
  readonly project: string;
  readonly name: string;
  readonly stepIndex: number;
  /** Why it may be no better than the baseline, as far as rows that the search held out tell; `null` where they say that it is, or there are none. */
  readonly warning: string | null;
}

/** Makes prompts out of what searches have found. */
@Injectable()
export class PromptsService {
  constructor(
    @Inject(JOB_STORE) private readonly jobs: Pick<JobStore, 'find' | 'summary'>,
    @Inject(RUN_STORE) private readonly runs: Pick<RunStore, 'jobFigures'>,
    @Inject(PROJECTS) private readonly projects: Pick<Projects, 'savePrompt'>,
  ) {}

  /**
   * Saves the template of a step that has a score into the project of its job. Throws `job_not_found`, `unusable_request` for a job without
   * templates or a step that is not there, `illegal_move` for a step without a score, and what `Projects.savePrompt` throws.
   */
  async save(jobId: string, { name, stepIndex, overwrites }: SaveRequest): Promise<SavedStep> {
    const job = await this.jobs.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    const { kind, project, prompt } = job.spec;
    if (kind !== 'optimize') {
      throw new UnusableRequestError(
        `the job is of the kind ${kind} and has no template of its own: it used the prompt ${prompt} of ${project}`,
      );
    }
    const { steps, proposals } = await this.runs.jobFigures(jobId);
    const step = stepIndex === undefined ? bestStep(steps) : scoredStep(job, steps, stepIndex);
    const proposed = proposals.find((candidate) => candidate.stepIndex === step.stepIndex)?.proposal;
    const template = templateOf(step, proposed);
    if (template === null) throw new UnusableRequestError(`the template of step ${step.stepIndex} is not recorded`);
    const saved = await this.projects.savePrompt(project, { name, template, overwrites });
    const warning = holdoutWarning(job, (await this.jobs.summary(jobId)) as Summary | null, step);
    return { ...saved, project, name, stepIndex: step.stepIndex, warning };
  }
}

function holdoutWarning({ spec }: Job, summary: Summary | null, { stepIndex, holdoutOf }: StoredFigures): string | null {
  const saved = holdoutOf ?? stepIndex;
  if (spec.holdout === undefined || saved === 0) return null;
  const holdout = summary?.holdout ?? null;
  if (holdout === null) return 'The rows that the search held out have no verdict on it.';
  if (holdout.best_step !== saved) return `The rows that the search held out tested step ${holdout.best_step}, not this one.`;
  return holdout.verdict === 'promoted' ? null : verdictSentence({ holdout });
}

function bestStep(steps: readonly StoredFigures[]): StoredFigures {
  const best = shownStepOf(steps);
  if (best !== null && hasScore(best)) return best;
  throw new AssayError('illegal_move', 'no step of the job has a score, so none is the best');
}

function scoredStep(job: Job, steps: readonly StoredFigures[], stepIndex: number): StoredFigures {
  const step = steps.find((candidate) => candidate.stepIndex === stepIndex);
  if (step === undefined) throw new UnusableRequestError(`the job has no step ${stepIndex}; ${offered(steps)}`);
  if (hasScore(step)) return step;
  throw new AssayError('illegal_move', `step ${stepIndex} ${scorelessness(step, job)}: save the template of another step`);
}

function hasScore({ isFinished, score }: StoredFigures): boolean {
  return isFinished && score !== null;
}

function scorelessness({ isFinished }: StoredFigures, { status }: Job): string {
  if (isFinished) return 'has no score, since nothing in it could be scored or it was not accepted';
  return isSettled(status) ? 'was not finished' : 'has not ended yet';
}

function offered(steps: readonly StoredFigures[]): string {
  const last = steps.at(-1)?.stepIndex;
  if (last === undefined) return 'no step has begun';
  return last === 0 ? 'it has step 0 only' : `it has the steps 0 to ${last}`;
}
