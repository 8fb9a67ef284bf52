import type { EarlyEnd } from '../evaluation/early-stop.ts';
import type { CallTelemetryPayload } from '../evaluation/event.ts';
import type { EventBatch } from './event-batch.ts';
import type { ResolvedDataset, SourceHashes } from './job.ts';
import type { Decision } from './job-stopper.ts';
import type { JobSpec } from './job-fields.ts';
import type { Catalog } from './project.ts';
import type { SearchParts } from './search-parts.ts';
import type { SearchOutcome } from '../evaluation/summary.ts';

export const RUNNER = Symbol('Runner');

/**
 * Runs the code of projects. Whatever that code does, the server is not harmed.
 *
 * A port, though it has one adapter: a runner in worker processes is to be the second.
 */
export interface Runner {
  /** Everything that can be run. A project that can't be loaded carries its `error`. */
  catalog(): Promise<Catalog>;

  /**
   * Finds and checks everything that the spec names: modules, template, metrics, models and every row of the dataset.
   * Data of a benchmark that is not on this machine is fetched once everything else is right. Throws `unusable_request` with
   * what is wrong, `unavailable` where the data can't be fetched, and the signal's reason when it aborts. The result holds
   * resources until it is started or released.
   */
  prepare(spec: JobSpec, options?: PrepareOptions): Promise<PreparedJob>;

  /** Resolves where a process for a job can be started, and throws where it can't, with the reason. */
  checkStart(): Promise<void>;

  close(): Promise<void>;
}

export interface PrepareOptions {
  /**
   * Called each time before a process is spent on the job: only a few are prepared at once, so its turn may come late, and
   * comes a second time after a fetch of data. What it throws is thrown.
   */
  readonly admit?: () => Promise<void>;
  /**
   * Set where the job scores outputs that are stored: how many trials its log will have. Then it makes none, and neither its program nor
   * its model is called, not even to check them.
   */
  readonly storedTrials?: number;
  /** Whether data of a benchmark that is not on this machine is fetched, which is so without it; otherwise that is `unusable_request`. */
  readonly fetchesData?: boolean;
  /** Gives the preparation up. */
  readonly signal?: AbortSignal;
}

/** What a job did before, where it goes on. */
export interface KeptLog {
  /** How many events there are: the number of the next one. */
  readonly endSeq: number;
  /** Whether failed trials and failed scorings are made again. */
  readonly retriesFailed: boolean;
  /** Those events from a number on, as `JobStore.read` has them. */
  read(fromSeq: number): AsyncIterable<EventBatch>;
}

/** A job that can start at once. */
export interface PreparedJob {
  readonly dataset: ResolvedDataset;
  readonly sources: SourceHashes;
  /** Trials that one step takes. */
  readonly plannedTrials: number;
  /** Scorings that one step takes. */
  readonly plannedScorings: number;
  /** Those of them that ask a model. */
  readonly plannedJudgings?: number;
  /** Its models of which nobody knows the price. */
  readonly unpricedModels?: readonly string[];
  /** How the rows of a search are divided, where they are. */
  readonly parts?: SearchParts;
  /** Set once `start` has ended: how a search came out, where it came to its end. */
  readonly search?: SearchOutcome | undefined;
  /** Set once `start` has ended: why, where the job itself ended it before its work was done. */
  readonly earlyEnd?: EarlyEnd | null;

  /** Set once `start` has ended: what a proposer took that was cut off before it had given anything usable. */
  readonly cutOff?: CallTelemetryPayload | undefined;

  /** Once it runs: how many calls of models are under way, as of a moment ago. */
  readonly inFlight: number;

  /** Once it runs: why no call of a model goes on now, in a sentence for people; `null` while they do. */
  readonly waiting: string | null;

  /**
   * Runs it; call once. Yields its events as they come, checked, with `firstSeq` from 0, or from the end of what is kept: then only what is
   * missing is done. The next batch is asked for once the last is stored, and holds everything that came meanwhile. Throws a
   * `JobFailedError` when the job can't go on; ends early, within a second, when the signal aborts, and when a limit of the job is reached
   * (see `earlyEnd`).
   */
  start(jobId: string, signal: AbortSignal, kept?: KeptLog): AsyncIterable<EventBatch>;

  /** Has it start nothing new, before it is started or after; what is in flight is finished, and `earlyEnd` has the decision. */
  decide(decision: Decision): void;

  /** Gives up the resources of a job that will not start. */
  release(): void;
}

/** The job as a whole failed; `message` is for its owner, and `telemetry` is of a proposer that gave nothing usable. */
export class JobFailedError extends Error {
  override readonly name = 'JobFailedError';
  readonly telemetry: CallTelemetryPayload | undefined;

  constructor(message: string, telemetry?: CallTelemetryPayload) {
    super(message);
    this.telemetry = telemetry;
  }
}
