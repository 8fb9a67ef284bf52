import { UnusableRequestError } from '../domain/errors.ts';
import { type EventBatch, joinBatches } from '../domain/event-batch.ts';
import type { ResolvedDataset, SourceHashes } from '../domain/job.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { Decision } from '../domain/job-stopper.ts';
import { searchedRows, type SearchParts } from '../domain/search-parts.ts';
import type { SearchOutcome } from '../evaluation/summary.ts';
import { recordedFields } from '../domain/recorded-fields.ts';
import { JobFailedError, type KeptLog, type PreparedJob } from '../domain/runner.ts';
import type { EarlyEnd, EarlyReason } from '../evaluation/early-stop.ts';
import type { CallTelemetryPayload } from '../evaluation/event.ts';
import { faultOfBatch } from './checked-batch.ts';
import { type ChildSettings, DataMissingError, type PreparedInfo, type Report } from './child-protocol.ts';
import type { HoldClock } from './hold-clock.ts';
import { PreparationTime } from './preparation-time.ts';
import type { ProjectProcess } from './project-process.ts';

const MAX_MERGED_BYTES = 512 * 1024;
/** A well-behaved child waits for acknowledgement far below this, except with a single event of this size. */
const MAX_WAITING_BYTES = 512 * 1024 * 1024;

/** What a job has to do with the rest of the server. */
export interface JobLinks {
  readonly holdClock: HoldClock;
  /** See `JobTraces`. */
  readonly traceparentOf: (jobId: string) => string | null;
}

/** A job that is prepared in a child process of its own. */
export class ForkedJob implements PreparedJob {
  readonly dataset: ResolvedDataset;
  readonly sources: SourceHashes;
  readonly plannedTrials: number;
  readonly plannedScorings: number;
  readonly plannedJudgings: number;
  readonly unpricedModels: readonly string[];
  readonly parts?: SearchParts;
  search: SearchOutcome | undefined;
  earlyEnd: EarlyEnd | null = null;
  readonly #process: ProjectProcess;
  readonly #spec: JobSpec;
  cutOff: CallTelemetryPayload | undefined;
  readonly #links: JobLinks;
  #mailbox: BatchMailbox | null = null;
  /** What it was told, if it was. */
  #decided: Extract<EarlyReason, { reason: 'decided' }> | null = null;
  #waiting: string | null = null;
  #inFlight = 0;

  constructor(process: ProjectProcess, spec: JobSpec, info: PreparedInfo, links: JobLinks) {
    const { plannedTrials, plannedScorings, plannedJudgings = 0, sources, unpricedModels = [], parts, ...dataset } = info;
    if (parts !== undefined) this.parts = parts;
    this.#process = process;
    this.#spec = spec;
    this.#links = links;
    this.dataset = dataset;
    this.sources = sources;
    this.plannedTrials = plannedTrials;
    this.plannedScorings = plannedScorings;
    this.plannedJudgings = plannedJudgings;
    this.unpricedModels = unpricedModels;
  }

  get waiting(): string | null {
    return this.#waiting;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Bytes of events that have come and were not asked for yet. */
  get mailboxBytes(): number {
    return this.#mailbox?.bytes ?? 0;
  }

  async *start(jobId: string, signal: AbortSignal, kept?: KeptLog): AsyncGenerator<EventBatch> {
    const process = this.#process;
    const mailbox = new BatchMailbox();
    this.#mailbox = mailbox;
    const stop = (): void => process.stop();
    signal.addEventListener('abort', stop);
    try {
      if (signal.aborted) return;
      this.#listen(jobId, mailbox, kept);
      const events = kept === undefined ? null : { endSeq: kept.endSeq, retriesFailed: kept.retriesFailed };
      process.send({ type: 'start', jobId, kept: events, traceparent: this.#links.traceparentOf(jobId) });
      for await (const batch of mailbox.batches()) {
        yield batch;
        process.send({ type: 'acknowledge', bytes: batch.bytes.byteLength });
      }
      throwFailure(mailbox, signal);
    } finally {
      signal.removeEventListener('abort', stop);
      this.#mailbox = null;
      this.#links.holdClock.change(this, [], performance.now());
      process.kill('the job has ended');
    }
  }

  decide({ comparisonId, samples, because }: Decision): void {
    this.#decided ??= { reason: 'decided', comparison_id: comparisonId, samples, because };
    this.#process.send({ type: 'decide', stopped: this.#decided });
  }

  release(): void {
    this.#process.kill('the job was not started');
  }

  #listen(jobId: string, mailbox: BatchMailbox, kept: KeptLog | undefined): void {
    let firstSeq = kept?.endSeq ?? 0;
    const desk = kept && new LogDesk(this.#process, kept, (message) => this.#fail(mailbox, message));
    const receive = (batch: EventBatch): void => {
      const fault = faultOfBatch(batch, { jobId, spec: this.#spec, firstSeq });
      if (fault !== null) {
        this.#fail(mailbox, `the project's code disturbs the events of its job: Assay received ${fault}`);
      } else {
        firstSeq += batch.count;
        mailbox.push(batch);
        if (mailbox.bytes > MAX_WAITING_BYTES) this.#fail(mailbox, 'its process sent events faster than they can be stored');
      }
    };
    const end = ({ stopped, message, telemetry, search }: Extract<Report, { type: 'done' }>): void => {
      if (stopped !== undefined && !this.#canStopFor(stopped.reason)) {
        this.#fail(
          mailbox,
          `the project's code disturbs its job: Assay received an end by ${stopped.reason}, which the job has not`,
        );
        return;
      }
      if (stopped?.reason === 'decided' && this.#decided !== null) this.earlyEnd = { stopped: this.#decided };
      else if (stopped !== undefined) this.earlyEnd = message === undefined ? { stopped } : { stopped, message };
      if (this.#spec.kind === 'optimize') this.cutOff = telemetry;
      if (this.#spec.kind === 'optimize' && isOutcomeOf(this.#spec, search)) this.search = search;
      mailbox.close(null);
    };
    this.#process.listen({
      report: (report) => {
        if (report.type === 'events') receive(report.batch);
        else if (report.type === 'read_log') desk?.serve(report.fromSeq);
        else if (report.type === 'waiting') this.#hold(report);
        else if (report.type === 'in_flight') this.#inFlight = report.count;
        else if (report.type === 'done') end(report);
        else if (report.type === 'failed')
          mailbox.close(report.message, this.#spec.kind === 'optimize' ? report.telemetry : undefined);
      },
      ended: (how) => mailbox.close(how),
    });
  }

  /** By limits that it was given, by refusals, or by a decision that it was told. */
  #canStopFor(reason: EarlyReason['reason']): boolean {
    if (reason === 'decided') return this.#decided !== null;
    return reason === 'refused' || reason in recordedFields(this.#spec);
  }

  #hold({ reason, holds }: Extract<Report, { type: 'waiting' }>): void {
    this.#waiting = reason;
    if (this.#mailbox !== null) this.#links.holdClock.change(this, holds, performance.now());
  }

  #fail(mailbox: BatchMailbox, message: string): void {
    mailbox.close(message);
    this.#process.kill(message);
  }
}

/** A search that holds rows out says what came of them, and no other does. */
function isOutcomeOf({ holdout }: JobSpec, search: SearchOutcome | undefined): boolean {
  return search !== undefined && (holdout === undefined) === (search.holdout === undefined);
}

/** How a job ends after it was stopped does not matter. */
function throwFailure({ failure, telemetry }: BatchMailbox, { aborted }: AbortSignal): void {
  if (failure !== null && !aborted) throw new JobFailedError(failure, telemetry);
}

/** Gives a child the log of its job, one batch for each time that it asks. */
class LogDesk {
  readonly #process: ProjectProcess;
  readonly #kept: KeptLog;
  readonly #onFault: (message: string) => void;
  #isReading = false;

  constructor(process: ProjectProcess, kept: KeptLog, onFault: (message: string) => void) {
    this.#process = process;
    this.#kept = kept;
    this.#onFault = onFault;
  }

  /** A child asks for the next batch when it has the last; whoever asks more often gets no more. */
  serve(fromSeq: number): void {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#batchAt(fromSeq)
      .then((batch) => this.#process.send({ type: 'log', batch }))
      .catch((error: unknown) => this.#onFault(`the events of the job can't be read: ${String(error)}`))
      .finally(() => (this.#isReading = false));
  }

  async #batchAt(fromSeq: number): Promise<EventBatch | null> {
    for await (const batch of this.#kept.read(fromSeq)) return batch.firstSeq < this.#kept.endSeq ? batch : null;
    return null;
  }
}

/**
 * Batches on their way from a child to the store. Batches that arrive while one is being stored are merged, so that
 * a slow disk syncs less often instead of falling behind.
 */
class BatchMailbox {
  /** Why no more batches come; `null` if the work is done. */
  failure: string | null = null;
  /** Of a proposer that was asked in vain. */
  telemetry: CallTelemetryPayload | undefined;
  #batches: EventBatch[] = [];
  #bytes = 0;
  #isClosed = false;
  #wake: () => void = () => undefined;

  /** Bytes that wait to be taken. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Ignored once it is closed. */
  push(batch: EventBatch): void {
    if (this.#isClosed) return;
    this.#batches.push(batch);
    this.#bytes += batch.bytes.byteLength;
    this.#wake();
  }

  /** Lets the reader end after the last batch. Only the first call counts. */
  close(failure: string | null, telemetry?: CallTelemetryPayload): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.failure = failure;
    this.telemetry = telemetry;
    this.#wake();
  }

  async *batches(): AsyncGenerator<EventBatch> {
    for (;;) {
      const batches = this.#take();
      if (batches.length > 0) yield joinBatches(batches);
      else if (this.#isClosed) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #take(): EventBatch[] {
    let bytes = 0;
    const end = this.#batches.findIndex((batch) => (bytes += batch.bytes.byteLength) > MAX_MERGED_BYTES);
    const taken = this.#batches.splice(0, end === -1 ? this.#batches.length : Math.max(end, 1));
    for (const batch of taken) this.#bytes -= batch.bytes.byteLength;
    return taken;
  }
}

export interface PreparationOptions {
  readonly settings: ChildSettings;
  /** See `PrepareOptions`; `null` for a job that makes its trials. */
  readonly storedTrials: number | null;
  /** How long the project's modules may take to load, and then its program to be checked; `null` for no limit. */
  readonly importTimeoutMs: number | null;
  readonly signal: AbortSignal | undefined;
  readonly links: JobLinks;
}

/**
 * Has a child load and check a job. Throws `unusable_request`, a `DataMissingError`, or the signal's reason, and
 * kills the child in each case.
 */
export async function prepareForkedJob(
  process: ProjectProcess,
  spec: JobSpec,
  { settings, storedTrials, importTimeoutMs, signal, links }: PreparationOptions,
): Promise<ForkedJob> {
  const time = new PreparationTime(process, spec, importTimeoutMs);
  let abort: () => void = () => undefined;
  try {
    return await new Promise<ForkedJob>((resolve, reject) => {
      abort = () => reject(signal?.reason as Error);
      if (signal?.aborted === true) abort();
      signal?.addEventListener('abort', abort);
      const refuse = (why: string, path?: string): void =>
        reject(new UnusableRequestError(why, path === undefined ? {} : { path }));
      process.listen({
        report: (report) => {
          if (report.type === 'preparing') {
            time.loading();
          } else if (report.type === 'loaded') {
            time.stop();
          } else if (report.type === 'checking') {
            time.checking();
          } else if (report.type === 'refused') {
            refuse(report.message, report.path);
          } else if (report.type === 'data_missing') {
            reject(new DataMissingError(report.project));
          } else if (report.type === 'prepared') {
            if (isPlausible(report.info, spec, storedTrials)) resolve(new ForkedJob(process, spec, report.info, links));
            else refuse("the project's code changes what Assay needs to count its trials and scorings");
          }
        },
        ended: (how) => refuse(how),
      });
      process.send({ type: 'prepare', settings, spec, storedTrials });
    });
  } catch (error) {
    process.kill('the job was refused');
    throw error;
  } finally {
    time.stop();
    signal?.removeEventListener('abort', abort);
  }
}

/** Whether the planned work is what the spec asks for: a judge may score a trial several times, so only a minimum is known. */
function isPlausible(
  { exampleCount, plannedTrials, plannedScorings, parts }: PreparedInfo,
  spec: JobSpec,
  storedTrials: number | null,
): boolean {
  const leastScorings = plannedTrials * (spec.metrics?.length ?? 0);
  const rows = Math.min(spec.limit ?? exampleCount, exampleCount);
  const askedTrials = storedTrials ?? (parts === undefined ? rows : searchedRows(parts, spec.algorithm)) * spec.repeats;
  return plannedTrials === askedTrials && plannedScorings >= leastScorings && arePartsOf(parts, spec, rows);
}

/** Whether each row is in one part, and those parts are there that the spec asks for. */
function arePartsOf(parts: SearchParts | undefined, { kind, selection, holdout }: JobSpec, rows: number): boolean {
  const isDivided = kind === 'optimize' && (selection !== undefined || holdout !== undefined);
  if (parts === undefined) return !isDivided;
  const own = [
    parts.training,
    ...[selection, holdout].map((asked, at) => (typeof asked === 'number' ? ([parts.selection, parts.holdout][at] ?? 0) : 0)),
  ];
  return (
    isDivided &&
    (parts.selection === null) === (selection === undefined) &&
    (parts.holdout === null) === (holdout === undefined) &&
    own.reduce((sum, count) => sum + count, 0) === rows
  );
}
