import PQueue from 'p-queue';
import { UnavailableError } from '../domain/errors.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { Meters } from '../domain/meters.ts';
import type { Catalog } from '../domain/project.ts';
import type { PreparedJob, PrepareOptions, Runner } from '../domain/runner.ts';
import { CatalogInspector } from './catalog-inspector.ts';
import { DataMissingError, type ChildSettings } from './child-protocol.ts';
import { type ForkedJob, prepareForkedJob } from './forked-job.ts';
import { HoldClock } from './hold-clock.ts';
import { ProcessGuard } from './guard/process-guard.ts';
import { ProjectProcess, type ProcessOptions } from './project-process.ts';

/** How many jobs may wait to be loaded and checked. */
const MOST_WAITING = 256;
/** Starting a process takes half a core for some hundred milliseconds; the delay keeps that from slowing down short jobs. */
const REFILL_DELAY_MS = 1_000;

export interface ForkedRunnerOptions {
  readonly settings: ChildSettings;
  /** For every process; `inspectFlag` applies to the processes of jobs only. */
  readonly process: ProcessOptions;
  /** How long a project's modules may take to load. */
  readonly importTimeoutMs: number;
  /** How many processes load and check jobs at once; more than there are processors would only compete for them. */
  readonly maxCheckingProcesses: number;
  /** Fetches the data of a built-in project. The message of what it throws is shown to the user. */
  readonly fetchData: (project: string) => Promise<unknown>;
  /** See `JobTraces`; without it no job is traced. */
  readonly traceparentOf?: (jobId: string) => string | null;
}

/** Runs every job in a child process of its own, one of which is always kept ready. */
export class ForkedRunner implements Runner {
  readonly #options: ForkedRunnerOptions;
  readonly #spare: SpareProcess;
  readonly #inspector: CatalogInspector;
  readonly #processes = new Set<ProjectProcess>();
  readonly #jobs = new Map<ProjectProcess, ForkedJob>();
  readonly #holdClock = new HoldClock();
  readonly #guard = new ProcessGuard();
  readonly #turns: PQueue;
  #isClosed = false;

  constructor(options: ForkedRunnerOptions) {
    this.#options = options;
    this.#turns = new PQueue({ concurrency: options.maxCheckingProcesses });
    this.#spare = new SpareProcess(() => this.#startProcess({ ...options.process, inspectFlag: null }));
    this.#inspector = new CatalogInspector(options.settings, options.importTimeoutMs, () => this.#spare.take());
  }

  /** Ends what a server before this one has left, and starts the spare process, so that the first job does not have to wait for one. */
  warmUp(): void {
    this.#guard.endAbandoned();
    this.#spare.fill();
  }

  /** Has the meters read what it measures. */
  measure(meters: Meters): void {
    meters.add('child_processes', () => [{ labels: {}, value: this.#processes.size }]);
    meters.add('mailbox_bytes', () => [{ labels: {}, value: this.#mailboxBytes }]);
    meters.add('model_holds', () => this.#holdClock.held());
    meters.add('model_hold_seconds', () => this.#holdClock.seconds(performance.now()));
  }

  get #mailboxBytes(): number {
    return this.#jobs.values().reduce((bytes, job) => bytes + job.mailboxBytes, 0);
  }

  async catalog(): Promise<Catalog> {
    return { projectsRoot: this.#options.settings.projectsRoot, projects: await this.#inspector.list() };
  }

  async prepare(spec: JobSpec, options: PrepareOptions = {}): Promise<PreparedJob> {
    try {
      return await this.#prepareInTurn(spec, options);
    } catch (error) {
      if (!(error instanceof DataMissingError)) throw error;
      // Other jobs may be waiting for the same data, so the fetch itself continues.
      await untilAborted(this.#options.fetchData(error.project), options.signal);
    }
    return this.#prepareInTurn(spec, options);
  }

  async checkStart(): Promise<void> {
    if (this.#isClosed) throw new UnavailableError('Assay is stopping. Try again when it runs');
    await this.#spare.started();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#spare.close();
    for (const process of this.#processes) process.kill('the server stops');
    await Promise.all([...this.#processes].map((process) => process.ended));
    this.#guard.close();
  }

  #prepareInTurn(spec: JobSpec, { admit, storedTrials, signal }: PrepareOptions): Promise<PreparedJob> {
    const prepare = async (): Promise<PreparedJob> => {
      if (this.#isClosed) throw new UnavailableError('Assay is stopping. Try again when it runs');
      await admit?.();
      const { settings, process, importTimeoutMs } = this.#options;
      const isDebugged = process.inspectFlag !== null;
      const child = isDebugged ? this.#startProcess(process) : this.#spare.take();
      const job = await prepareForkedJob(child, spec, {
        settings,
        storedTrials: storedTrials ?? null,
        importTimeoutMs: isDebugged ? null : importTimeoutMs,
        signal,
        links: { holdClock: this.#holdClock, traceparentOf: this.#options.traceparentOf ?? (() => null) },
      });
      this.#jobs.set(child, job);
      return job;
    };
    if (this.#turns.size >= MOST_WAITING) throw new UnavailableError(tooManyWaiting(this.#options.maxCheckingProcesses));
    return this.#turns.add(prepare, signal === undefined ? {} : { signal });
  }

  #startProcess(options: ProcessOptions): ProjectProcess {
    const started = new ProjectProcess(options, this.#guard);
    this.#processes.add(started);
    void started.ended.then(() => {
      this.#processes.delete(started);
      this.#jobs.delete(started);
    });
    return started;
  }
}

function tooManyWaiting(atOnce: number): string {
  return `${MOST_WAITING} jobs are waiting to be checked, ${atOnce} at once (ASSAY_MAX_CHECKING_PROCESSES). Try again in a moment`;
}

/** Keeps one started process ready, so that a job does not have to wait for one. */
class SpareProcess {
  readonly #start: () => ProjectProcess;
  #spare: ProjectProcess | undefined;
  #latest: ProjectProcess | undefined;
  #refill: NodeJS.Timeout | undefined;
  /** Whether the next process is to be started soon. */
  #isRefilling = false;
  #isClosed = false;

  constructor(start: () => ProjectProcess) {
    this.#start = start;
  }

  /** Starts a process if there is none. */
  fill(): void {
    if (this.#isClosed || this.#spare !== undefined) return;
    const started = this.#start();
    this.#latest = started;
    this.#spare = started;
    void started.ended.then(() => {
      if (this.#spare === started) this.#spare = undefined;
    });
  }

  /** Resolves once the process that was started last has come up; throws why it has not. */
  async started(): Promise<void> {
    if (!this.#isRefilling) this.fill();
    await this.#latest?.started;
  }

  /** Hands over a process that is there. Orders that are sent while it is still starting wait until it has started. */
  take(): ProjectProcess {
    const taken = this.#spare === undefined || this.#spare.isGone ? this.#start() : this.#spare;
    this.#latest = taken;
    this.#spare = undefined;
    clearTimeout(this.#refill);
    this.#isRefilling = true;
    this.#refill = setTimeout(() => {
      this.#isRefilling = false;
      this.fill();
    }, REFILL_DELAY_MS);
    this.#refill.unref();
    void taken.ended.then(() => this.fill());
    return taken;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#refill);
    this.#spare?.kill('the server stops');
    await this.#spare?.ended;
  }
}

/** Settles like `work`, or rejects with the signal's reason as soon as it aborts. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
