import type { JsonObject } from '../evaluation/json.ts';

export const RUN_STATUSES = ['in_progress', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Where a run comes from: a job (or a step of one), an import, a storage root that Themis wrote. */
export const RUN_SOURCES = ['job', 'import', 'themis'] as const;
export type RunSource = (typeof RUN_SOURCES)[number];

/** What a run is called and made with; `null` where it does not apply or was not recorded. */
export interface RunLabels {
  /** What a person calls it: the label, else what it runs, else its id. */
  readonly name: string;
  readonly label: string | null;
  readonly kind: string | null;
  readonly project: string | null;
  readonly program: string | null;
  readonly prompt: string | null;
  readonly model: string | null;
  readonly dataset: string | null;
  /** Of a step of an optimize job. */
  readonly stepIndex: number | null;
}

/** The labels of a run that was not made by a job of ours. */
export function foreignLabels(name: string): RunLabels {
  const unknown = { label: null, kind: null, project: null, program: null, prompt: null, model: null, dataset: null };
  return { name, ...unknown, stepIndex: null };
}

/** What can be compared, as a list has it. */
export interface RunSummary extends RunLabels {
  readonly runId: string;
  readonly experimentId: string;
  readonly status: RunStatus;
  /** ISO 8601; `null` where it was not recorded. */
  readonly createdAt: string | null;
  readonly source: RunSource;
  /** Set while its log is still being read: its counts and means are those of what was read. */
  readonly isBeingRead?: true;
  /** Examples that have a score: the n of the means. */
  readonly sampleCount: number;
  /** All samples, each trial of an example one. */
  readonly totalSamples: number;
  readonly failedSamples: number;
  /** What its models cost, in US dollars; `null` where that is not known, as of an import. */
  readonly costUsd: number | null;
  /** Means by metric: over the examples that have a score, each by the mean of its replicates; of an import, over its samples. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface Run extends RunSummary {
  /** What it was made with. `faults`, where there are any, says in sentences what of it could not be read. */
  readonly metadata: JsonObject;
}

/** A trial seen from a run. */
export interface Sample {
  readonly id: string;
  /** Empty where there was none. */
  readonly prompt: string;
  /** JSON text where the output is structured; empty where there was none. */
  readonly response: string;
  /** What was expected, JSON text where that is no text; absent where it is not known. */
  readonly reference?: string;
  readonly scores: Readonly<Record<string, number>>;
  readonly cluster?: string;
  readonly tags?: readonly string[];
  /** Of one that failed. */
  readonly error?: SampleError;
  /** Of one that failed: what the model answered, where it did. */
  readonly rawResponse?: string;
}

/** A sample that is being imported, with what of it is kept beside what a run shows. */
export interface ImportedSample extends Sample {
  /** What paths such as `inputs.topic` lead into. */
  readonly example?: JsonObject;
  /** By metric why it got its score, where that was said. */
  readonly reasons?: Readonly<Record<string, string>>;
  readonly usage?: SampleUsage;
}

/** A sample with all that is known of it. Its id is the one under which it is compared: repeats of an example share it. */
export interface WholeSample extends ImportedSample {
  /** The example's number in its dataset; the sample's own number, from 0, where it is of no dataset. */
  readonly row: number;
  /** Which of the repeats of its example it is, from 0. */
  readonly replicate: number;
  /** US dollars; `null` where that is not known. */
  readonly cost: number | null;
}

/** What the calls of models for one sample took. */
export interface SampleUsage {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  /** Seconds. */
  readonly latency?: number;
}

/** Why a sample has no response. */
export interface SampleError {
  readonly type: string;
  readonly message: string;
}

/** Results from elsewhere, to be kept as a run. What is left out gets a new id and the present time. */
export interface NewRun {
  readonly runId?: string;
  readonly experimentId: string;
  readonly status: RunStatus;
  readonly createdAt?: string;
  readonly metadata: JsonObject;
}
