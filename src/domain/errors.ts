/** Everything that a user or client can cause to go wrong. Codes never change; `http/` maps each to a status. */
export type ErrorCode =
  | 'unusable_request'
  | 'ambiguous_name'
  | 'unsuitable_option'
  | 'too_few_runs'
  | 'job_not_found'
  | 'run_not_found'
  | 'labels_not_found'
  | 'comparison_not_found'
  | 'project_not_found'
  | 'prompt_not_found'
  | 'dataset_not_found'
  | 'benchmark_not_found'
  | 'busy'
  | 'illegal_move'
  | 'already_exists'
  | 'key_reused'
  | 'disk'
  | 'unavailable'
  | 'draining';

/** An error whose message is for the person who asked: it says what is wrong and what to do. */
export class AssayError extends Error {
  override readonly name = 'AssayError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A project, program, prompt, dataset, metric or model that can't be used. */
export class UnusableRequestError extends AssayError {
  /** The field of the request that is at fault, such as `holdout`, where it is one. */
  readonly path: string | undefined;

  constructor(message: string, { path, ...options }: ErrorOptions & { readonly path?: string } = {}) {
    super('unusable_request', message, options);
    this.path = path;
  }
}

/** A job or a run that a name may stand for. */
export interface NameCandidate {
  readonly id: string;
  /** What a person calls it. */
  readonly name: string;
}

/** What helps who named something that is not there. */
export interface NameAdvice {
  /** What was looked for and what to do, as a sentence or a few. */
  readonly hint: string;
  /** What may have been meant, the likeliest first. */
  readonly candidates: readonly NameCandidate[];
}

export class JobNotFoundError extends AssayError {
  readonly advice: NameAdvice | null;

  constructor(advice: NameAdvice | null = null) {
    super('job_not_found', 'job not found');
    this.advice = advice;
  }
}

/** A job that this process ran until another one took it, because this one was not heard of for a while. */
export class JobTakenError extends AssayError {
  constructor(jobId: string) {
    super('illegal_move', `job ${jobId} was taken over by another process`);
  }
}

export class RunNotFoundError extends AssayError {
  readonly advice: NameAdvice | null;

  constructor(runId: string, advice: NameAdvice | null = null) {
    super('run_not_found', `Run not found: ${runId.slice(0, 200)}`);
    this.advice = advice;
  }
}

/** A name that may mean several jobs or runs. */
export class AmbiguousNameError extends AssayError {
  readonly candidates: readonly NameCandidate[];

  /** `hasMore`: whether it may mean others too. */
  constructor(name: string, candidates: readonly NameCandidate[], hasMore: boolean) {
    const known = candidates.map(({ id, name: called }) => `${id} (${called.slice(0, 80)})`).join(', ');
    const shown = JSON.stringify(name.slice(0, 200));
    super('ambiguous_name', `${shown} may mean ${known}${hasMore ? ', and others' : ''}: give the id, or more of it.`);
    this.candidates = candidates;
  }
}

export class LabelsNotFoundError extends AssayError {
  constructor(runId: string, name: string) {
    super('labels_not_found', `Run ${runId.slice(0, 200)} has no labels ${JSON.stringify(name.slice(0, 200))}`);
  }
}

export class ComparisonNotFoundError extends AssayError {
  constructor(comparisonId: string) {
    super('comparison_not_found', `Comparison not found: ${comparisonId.slice(0, 200)}`);
  }
}

/** What takes the place of a job that is refused. */
export interface Occupancy {
  /** The ids of the jobs that run. */
  readonly running: readonly string[];
  /** How many may run, or wait where some may. */
  readonly limit: number;
  /** The name of the setting with that limit. */
  readonly setting: string;
  /** How far those of them are that run in the process that refuses. */
  readonly progress?: readonly RunningJob[];
}

/** How far a job is that runs: trials and scorings together. */
export interface RunningJob {
  readonly job_id: string;
  readonly completed: number;
  /** `null` where it is not known. */
  readonly total: number | null;
}

/** What is said of such a job, as in `it has done 120 of 250 trials and scorings`. */
export function workDoneText({ completed, total }: RunningJob): string {
  return `has done ${completed}${total === null ? '' : ` of ${total}`} trials and scorings`;
}

export class BusyError extends AssayError {
  readonly occupancy: Occupancy;

  constructor(occupancy: Occupancy) {
    super('busy', 'another job is already running');
    this.occupancy = occupancy;
  }
}

/** The server can't do it now, but may be able to later. */
export class UnavailableError extends AssayError {
  constructor(message: string, options?: ErrorOptions) {
    super('unavailable', message, options);
  }
}

/** The server works as it should and refuses on purpose: it is full, or about to stop. */
export class NotNowError extends UnavailableError {}

/** The server shuts down and takes no more jobs. */
export class DrainingError extends AssayError {
  constructor() {
    super('draining', 'The server is shutting down and takes no more jobs; try again soon.');
  }
}

/** A model that can't be used as it was named: a wrong name, or a variable that is not set. `message` says what to do. */
export class ModelSpecError extends UnusableRequestError {}
