import type { JudgedMetric } from '../statistics/judged-run.ts';
import type { SampleLevels } from '../statistics/scored-run.ts';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import type { JobFigures } from './job-figures.ts';
import type { HumanLabel } from './label-store.ts';
import type { IndexState, RunPage, RunQuery } from './list-query.ts';
import type { ResultPage, ResultQuery } from './result.ts';
import type { Rating, RunRatings } from './ratings.ts';
import type { ImportedSample, NewRun, Run, Sample, WholeSample } from './run.ts';
import type { ScoredColumns } from './scored-columns.ts';
import type { AggregateQuery, PlacedSample, SampleAggregate, SampleDetail, SamplePage, SampleQuery } from './sample-query.ts';

export const RUN_STORE = Symbol('RunStore');

/** Which samples, in the order in which they came. */
export interface SampleRange {
  readonly offset: number;
  /** All from `offset` on without it. */
  readonly limit?: number;
}

/** A sample as a comparison knows it: under the id of its example, and which of the samples with that id it is, by their rows. */
export interface ComparedPlace {
  readonly id: string;
  /** From 0. */
  readonly nth: number;
}

/** A sample with what it takes to judge its answer. */
export interface ComparedSample extends Omit<Sample, 'reference'> {
  /** `null` where they are not known. */
  readonly inputs: JsonValue;
  /** `null` where nothing is expected. */
  readonly reference: JsonValue;
  /** By metric why it got its score, where that was said. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** A run as lists show it, and its scores. */
export interface ComparedRun {
  readonly run: Run;
  readonly columns: ScoredColumns;
}

/** What samples are sliced by: `tags`, `cluster`, or a dot path into the example; and how many levels it may have. */
export interface SlicingField {
  readonly by: string;
  readonly most: number;
}

/** What is held against people's labels, and the level of the intervals: 1 − alpha. */
export interface JudgeQuery {
  readonly labels: readonly HumanLabel[];
  /** All metrics without it. */
  readonly metric?: string;
  readonly alpha: number;
}

/** A run that no job of ours made, as far as it takes to see that it has changed. */
export interface ForeignVersion {
  readonly runId: string;
  /** Another one whenever anything of the run is. */
  readonly version: string;
  /** Whether its status is `in_progress`. */
  readonly isUnderWay: boolean;
}

export interface ImportedRun {
  readonly run: Run;
  /** `false` where the same run was there already. */
  readonly isNew: boolean;
}

/** A run that is to be kept, with its samples as they come. */
export interface RunImport {
  readonly run: NewRun;
  readonly samples: AsyncIterable<readonly ImportedSample[]>;
  /** Is asked once all samples have come: what its metadata has beside what was known before. */
  readonly closing?: () => JsonObject;
}

/** Which steps of a search: `searched` are those without the tests on held-out rows. */
export type StepChoice = 'all' | 'searched';

/**
 * Everything that can be compared: jobs and steps of jobs, imports, and what Themis wrote. A source that is damaged is shown
 * with its `faults`, or left out, and harms no other run.
 *
 * A port, though it has one adapter: shared storage is to be the second.
 */
export interface RunStore {
  /**
   * A page of the runs that match, all of them without a query: newest first, unless it asks for another order. Throws
   * `unusable_request` for a cursor that this list did not give out.
   */
  list(asked?: RunQuery): Promise<RunPage>;

  /**
   * A page of the one list of jobs, steps and runs from elsewhere: newest first, unless it asks for another order. Throws `unusable_request`
   * for a cursor that this list did not give out, or one beside an offset.
   */
  results(asked: ResultQuery): Promise<ResultPage>;

  find(runId: string): Promise<Run | undefined>;

  /** The runs that no job of ours made, imports and what Themis wrote, in no order: for those who follow all of them. */
  foreign(): Promise<readonly ForeignVersion[]>;

  /** Some of the samples, batch by batch, without reading those before them. Throws `run_not_found`. */
  samples(runId: string, range: SampleRange): AsyncIterable<readonly Sample[]>;

  /** All samples with all that is known of them, in the order in which they came, batch by batch. Throws `run_not_found`. */
  wholeSamples(runId: string): AsyncIterable<readonly WholeSample[]>;

  /** The first sample at each of these places in `scores`, in their order; `undefined` where there is none. Throws `run_not_found`. */
  samplesOf(runId: string, places: readonly ComparedPlace[]): Promise<readonly (ComparedSample | undefined)[]>;

  /** A page of the samples that match. Takes steps that have not ended too. Throws `run_not_found` and `unusable_request`. */
  page(runId: string, asked: SampleQuery): Promise<SamplePage>;

  /** Counts and means of the samples that match. Throws the same. */
  aggregate(runId: string, asked: AggregateQuery): Promise<SampleAggregate>;

  /** One sample by its row, the first replicate unless one is named; `undefined` where there is none. Throws `run_not_found`. */
  sample(runId: string, row: number, replicate?: number): Promise<SampleDetail | undefined>;

  /**
   * The metrics of a run, or one of them, held against people's labels. Throws `run_not_found`, and `unusable_request` for a metric that it
   * does not have.
   */
  judged(runId: string, asked: JudgeQuery): Promise<readonly JudgedMetric[]>;

  /**
   * What metrics, looks and people say of the samples of a run, ready to be held against each other. Throws `run_not_found`, and
   * `unusable_request` for a metric or a look that is not there.
   */
  ratings(runId: string, ratings: readonly Rating[]): Promise<RunRatings>;

  /**
   * Samples of different examples, drawn at random with a seed, in the order of the draw; one of an example's repeats. All that have a score
   * where they are fewer, and any samples where none has. Throws `run_not_found`.
   */
  randomSamples(runId: string, draw: { readonly count: number; readonly seed: number }): Promise<readonly PlacedSample[]>;

  /** The steps of an optimize job that have begun, in their order; all of them unless another choice is given. Throws `job_not_found`. */
  stepsOf(jobId: string, which?: StepChoice): Promise<readonly number[]>;

  /** What a report needs of the events of a job, with so many of its examples, none without a number. Throws `job_not_found`. */
  jobFigures(jobId: string, examples?: number): Promise<JobFigures>;

  /**
   * Runs and their scores as columns, in the order of the ids and ready to be compared; the numbers are the caller's own, the texts are not
   * to be changed. Ids are those of the examples: the trial id of the first replicate, so that further replicates count as repeats of
   * it (statistics.md §1). Rows of a dataset that are equal have one id and a place each, in the order of their rows. `clusterBy` is
   * `cluster`, the samples' own field (the default), or a dot path into the example, such as `inputs.document_id`. `labels` are people's
   * labels of each run, to be had beside its scores. Throws `run_not_found`.
   */
  compared(
    runIds: readonly string[],
    clusterBy?: string,
    labels?: readonly (readonly HumanLabel[])[],
  ): Promise<readonly ComparedRun[]>;

  /**
   * The levels of the samples of runs in a field, sample by sample as `compared` has them: their tags, of which one may have several, their
   * `cluster`, or what lies at a dot path of the example. Throws `run_not_found`, and `unusable_request` where there are more levels than `most`.
   */
  levels(runIds: readonly string[], field: SlicingField): Promise<readonly SampleLevels[]>;

  /**
   * Keeps a run; all of it, durably, or nothing. Whatever the batches throw is thrown on. The same run under the same id is
   * found again, another run under an id that is taken throws `already_exists`.
   */
  import(run: NewRun, samples: AsyncIterable<readonly ImportedSample[]>): Promise<ImportedRun>;

  /** Keeps several runs, read one after another, in the same way: all of them, or none. */
  importAll(imports: readonly RunImport[]): Promise<readonly ImportedRun[]>;

  /**
   * Removes a run: a job with its archive, an import with its files. A step of an optimize job and a run that Themis wrote are
   * hidden for good, and their files stay. Throws `run_not_found`, and `illegal_move` for a job that is not settled.
   */
  delete(runId: string): Promise<void>;

  /** How far the store is with reading what others have written. */
  state(): IndexState;
}
