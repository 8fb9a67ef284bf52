import type { JsonValue } from './json.ts';
import type { CallRecord, Failure } from './trial.ts';

/** The type of the failure of a scoring whose trial got no answer from its model's provider. */
export const NO_ANSWER = 'NoAnswer';

/** What a metric said about a trial. */
export interface Score {
  /** A value of the metric's scale. */
  readonly raw: JsonValue;
  /** `raw` mapped to [0, 1] by the scale. */
  readonly normalized: number;
  readonly reason: string;
}

/** The part of a metric that is written with each of its scorings. */
export interface MetricInfo {
  readonly name: string;
  readonly description: string;
  readonly kind: 'programmatic' | 'llm_judge';
}

interface ScoringIdentity {
  readonly trialId: string;
  /** Of the trial's example. */
  readonly row: number;
  readonly metric: MetricInfo;
  /** 0 for a metric's first look at a trial; a judge with `repeats` looks again. */
  readonly replicate: number;
  /** What a judge asked its model; `null` where none was asked. */
  readonly calls: CallRecord | null;
}

export interface SuccessfulScoring extends ScoringIdentity {
  readonly status: 'success';
  readonly score: Score;
}

export interface FailedScoring extends ScoringIdentity {
  readonly status: 'failed';
  readonly failure: Failure;
}

/** One metric's verdict on one trial. */
export type Scoring = SuccessfulScoring | FailedScoring;
