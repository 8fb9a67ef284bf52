import type { EventBatch } from '../domain/event-batch.ts';
import {
  type CancelReason,
  type Job,
  type JobEnd,
  moveJob,
  STATUS_OF_STOP,
  type StopReason,
  type Stopped,
} from '../domain/job.ts';
import type { JobOrder } from '../domain/job-orders.ts';
import type { Decision } from '../domain/job-stopper.ts';
import { type JobProgress, jobProgressOf, workDone } from '../domain/job-progress.ts';
import { newJobFold } from '../domain/run-of-job.ts';
import { JobFailedError, type PreparedJob } from '../domain/runner.ts';
import type { EarlyEnd } from '../evaluation/early-stop.ts';
import { totalCost } from '../evaluation/call-totals.ts';
import { reasonsText } from '../evaluation/failure-tally.ts';
import type { JsonObject } from '../evaluation/json.ts';
import type { JobFold } from '../evaluation/job-fold.ts';
import type { SearchOutcome, Summary } from '../evaluation/summary.ts';
import type { EarlierEvents } from './earlier-events.ts';

/** How a job ended; when, is not known yet. */
export type End = Omit<JobEnd, 'finishedAt'>;

/** What is said of a job that is cancelled before its work is complete. */
const CANCEL_ERROR: Readonly<Record<CancelReason, string | null>> = {
  user: null,
  shutdown: 'Assay stopped while this job was running',
};

/** A job that this process is about to run, is running or is ending. */
export class ActiveJob {
  fold: JobFold;
  /** What was prepared in advance; `null` if the job is still to be prepared. */
  readonly prepared: PreparedJob | null;
  /** What runs; `null` before it does. */
  running: PreparedJob | null = null;
  job: Job;
  /** When it began to run here, and the work that was done by then. */
  #begun: { readonly atMs: number; readonly before: number } | null = null;
  /** The last batch that is stored. */
  last: EventBatch | null;
  reason: CancelReason | null = null;
  /** Whether another process has taken it: nothing more may be written. */
  isLost = false;
  #decision: Decision | null = null;
  readonly #stop = new AbortController();
  readonly #settled = Promise.withResolvers<Job>();

  constructor(job: Job, prepared: PreparedJob | null, earlier: EarlierEvents | null) {
    this.job = job;
    this.prepared = prepared;
    this.fold = earlier?.fold ?? newJobFold(job.spec);
    this.last = earlier?.last ?? null;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Resolves to the job once it has ended. */
  get settled(): Promise<Job> {
    return this.#settled.promise;
  }

  stop(reason: CancelReason): void {
    this.reason ??= reason;
    this.#stop.abort();
  }

  /** Does as another process asks. */
  obey(order: JobOrder): void {
    if (order.kind === 'cancel') this.stop(order.reason);
    else this.decide(order.decision);
  }

  /** Another process has taken it. */
  lose(): void {
    this.isLost = true;
    this.#stop.abort();
  }

  /** Its question is answered: it starts nothing new from now on, or from when it runs. */
  decide(decision: Decision): void {
    this.#decision ??= decision;
    this.running?.decide(this.#decision);
  }

  /** It runs from now on. */
  runs(prepared: PreparedJob): void {
    this.running = prepared;
    if (this.#decision !== null) prepared.decide(this.#decision);
    this.#begun = { atMs: performance.now(), before: workDone(this.fold) };
  }

  /** `null` before it runs. */
  get progress(): JobProgress | null {
    if (this.running === null || this.#begun === null) return null;
    const { job, fold } = this;
    const { waiting, inFlight } = this.running;
    const { atMs, before } = this.#begun;
    return jobProgressOf({ job, fold, before, seconds: (performance.now() - atMs) / 1000, waiting, inFlight });
  }

  settle(job: Job): void {
    this.#settled.resolve(job);
  }

  /** Takes what the job did before it goes on. */
  recall({ fold, last }: EarlierEvents): void {
    this.fold = fold;
    this.last = last;
  }

  /** Moves a queued job to `running`. What it names may have changed while it waited. One that was resumed began earlier. */
  begin(startedAt: string, prepared: PreparedJob): void {
    const job = moveJob(this.job, 'running', this.job.resumed === null ? { startedAt } : {});
    this.job = { ...job, ...resolved(job, prepared) };
  }

  /** What a decision has saved, at the mean price of the trials that were made. */
  #saved({ stopped }: EarlyEnd): JsonObject {
    const { trials, calls } = this.fold.counts;
    if (stopped.reason !== 'decided') return {};
    const saved = Math.max(0, (this.job.plannedTrials ?? trials) - trials);
    const cost = totalCost(calls);
    return { trials_saved: saved, cost_saved_usd: cost === null || trials === 0 ? null : (cost / trials) * saved };
  }

  /**
   * How a job ended whose events stopped without a failure; `search` is what a search says of itself that came to its end. Throws a `JobFailedError` if work is missing without a reason, and a
   * `JobStoppedError` if it ended by too many failures or refusals.
   */
  end(early: EarlyEnd | null, search?: SearchOutcome): End {
    const { plannedTrials, plannedScorings, spec } = this.job;
    if (early?.message !== undefined) throw new JobStoppedError(early.message, early.stopped);
    // A job that is stopped while it tries failed trials again has an event of each already.
    const isCutShort = (this.reason !== null || early !== null) && this.job.resumed?.retriesFailed === true;
    const isOver =
      search === undefined ? this.fold.isComplete({ plannedTrials, plannedScorings, ...spec }) : this.fold.isBetweenSteps;
    if (!isCutShort && isOver) {
      const ended = search?.ended;
      return { status: 'done', error: allFailedText(this.fold), ...(ended?.reason === 'budget' && { stopped: { ...ended } }) };
    }
    if (this.reason !== null) return stoppedEnd({ reason: this.reason }, CANCEL_ERROR[this.reason]);
    if (early !== null) return stoppedEnd({ ...early.stopped, ...this.#saved(early) }, null);
    const { trials = 0, scorings = 0 } = this.fold.current ?? {};
    throw new JobFailedError(
      `the job ended early, after ${trials} of ${plannedTrials} trials and ${scorings} of ${plannedScorings} scorings: ` +
        "either its dataset was changed while it ran, or the project's code changes what Assay needs to run it",
    );
  }
}

/** What the summary of a job says beside what its events do: of a search why it ended, and what came of the rows that it held out. */
export function searchSummary(
  { job: { spec }, fold }: ActiveJob,
  { status, stopped }: End,
  search?: SearchOutcome,
): Partial<Summary> {
  if (spec.kind !== 'optimize') return {};
  const isCut = search === undefined || status !== 'done';
  const ended = isCut ? (status === 'done' ? fold.searchEnd(spec) : null) : search.ended;
  return {
    ended: ended ?? { reason: stopped?.reason ?? status },
    ...(spec.holdout === undefined ? {} : { holdout: isCut ? null : (search.holdout ?? null) }),
  };
}

function stoppedEnd(stopped: Stopped, error: string | null): End {
  return { status: STATUS_OF_STOP[stopped.reason as StopReason], error, stopped };
}

/** A job that failed by what it was stopped for. */
export class JobStoppedError extends JobFailedError {
  readonly stopped: Stopped;

  constructor(message: string, stopped: Stopped) {
    super(message);
    this.stopped = stopped;
  }
}

/** What a job's names mean now; the outputs that a job only scores were made with what they meant before. */
export function resolved(
  job: Pick<Job, 'datasetPath' | 'datasetSha256' | 'exampleCount' | 'sources' | 'scoredFrom'>,
  prepared: PreparedJob,
): Pick<Job, 'datasetPath' | 'datasetSha256' | 'exampleCount' | 'sources' | 'plannedTrials' | 'plannedScorings' | 'parts'> {
  const { dataset, sources, plannedTrials, plannedScorings, parts } = prepared;
  const isScoredOnly = job.scoredFrom !== undefined;
  const { datasetPath, datasetSha256, exampleCount } = isScoredOnly ? job : dataset;
  return {
    datasetPath,
    datasetSha256,
    ...(exampleCount === undefined ? {} : { exampleCount }),
    sources: isScoredOnly ? { ...job.sources, metricsSha256: sources.metricsSha256 } : sources,
    plannedTrials,
    plannedScorings,
    ...(parts && { parts }),
  };
}

const TOLD_REASONS = 3;

/** What to say of a job that did all its work in vain; `null` where a trial succeeded. */
function allFailedText(fold: JobFold): string | null {
  const { trials, failedTrials } = fold.counts;
  if (trials === 0 || failedTrials < trials) return null;
  return `all ${trials} trials failed: ${reasonsText(fold.failureReasons(TOLD_REASONS))}`;
}
