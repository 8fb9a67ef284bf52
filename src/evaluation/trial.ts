import type { Example } from './example.ts';
import type { JsonValue } from './json.ts';
import type { Completion, CompletionRequest } from './model.ts';

/** What went wrong, in two words that JSON can hold: the error's class name and its message. */
export interface Failure {
  readonly type: string;
  readonly message: string;
}

/** What a trial's one completion was asked and answered. */
export interface TrialTelemetry {
  readonly renderedPrompt: string;
  readonly modelId: string;
  readonly request: CompletionRequest;
  readonly response: Completion;
}

interface TrialIdentity {
  /** See `trial-id.ts`. */
  readonly trialId: string;
  /** See `DatasetRow`. */
  readonly row: number;
  readonly example: Example;
  /** 0 for the first trial of an example. */
  readonly replicate: number;
}

export interface SuccessfulTrial extends TrialIdentity {
  readonly status: 'success';
  /** What the program returned, as it returned it. */
  readonly output: unknown;
  /** The same as JSON; what JSON can't hold is text with a mark (see `json-output.ts`). */
  readonly outputJson: JsonValue;
  readonly telemetry: TrialTelemetry;
}

export interface FailedTrial extends TrialIdentity {
  readonly status: 'failed';
  readonly failure: Failure;
}

/** One call of a program on one example. */
export type Trial = SuccessfulTrial | FailedTrial;
