import PQueue from 'p-queue';
import { childEnvironment } from '../config/config.ts';
import { NotNowError, UnusableRequestError } from '../domain/errors.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { Meters } from '../domain/meters.ts';
import type { Catalog } from '../domain/project.ts';
import type { PreparedJob, PrepareOptions, Runner } from '../domain/runner.ts';
import { CatalogInspector, type Inspection } from './catalog-inspector.ts';
import { DataMissingError, type ChildSettings } from './child-protocol.ts';
import { type Confinement, confinementKey } from './confinement/confinement.ts';
import { type Confined, Confiner, type Sandbox } from './confinement/confiner.ts';
import { removeAbandonedGates } from './confinement/provider-gate.ts';
import { type ForkedJob, prepareForkedJob } from './forked-job.ts';
import { HoldClock } from './hold-clock.ts';
import { ProcessGuard } from './guard/process-guard.ts';
import { ProjectError } from './project-files.ts';
import { ProjectProcess, type ProcessOptions } from './project-process.ts';

/** How many jobs may wait to be loaded and checked. */
const MOST_WAITING = 256;
/** Starting a process takes half a core for some hundred milliseconds; the delay keeps that from slowing down short jobs. */
const REFILL_DELAY_MS = 1_000;

export interface ForkedRunnerOptions {
  readonly settings: ChildSettings;
  /** For every process; `inspectFlag` applies to the processes of jobs only. */
  readonly process: ProcessOptions;
  /** How processes are confined; without it, they have the server's rights. */
  readonly sandbox?: Sandbox | null;
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
  readonly #confiner: Confiner | null;
  readonly #processes = new Set<ProjectProcess>();
  readonly #jobs = new Map<ProjectProcess, ForkedJob>();
  readonly #holdClock = new HoldClock();
  readonly #guard = new ProcessGuard();
  readonly #turns: PQueue;
  #isClosed = false;

  constructor(options: ForkedRunnerOptions) {
    this.#options = options;
    this.#turns = new PQueue({ concurrency: options.maxCheckingProcesses });
    const { settings, sandbox = null } = options;
    this.#confiner = sandbox === null ? null : new Confiner(sandbox, settings, childEnvironment);
    this.#spare = new SpareProcess(
      (confinement) => this.#startProcess({ ...options.process, inspectFlag: null, confinement }),
      this.#confiner?.forNothing() ?? null,
    );
    this.#inspector = new CatalogInspector(settings, options.importTimeoutMs, (names) => this.#inspection(names));
  }

  /** Ends what a server before this one has left, and starts the spare process, so that the first job does not have to wait for one. */
  warmUp(): void {
    this.#guard.endAbandoned();
    removeAbandonedGates();
    this.#spare.fill();
  }

  /** Has the meters read what it measures. */
  measure(meters: Meters): void {
    meters.add('child_processes', () => [{ labels: {}, value: this.#processes.size }]);
    meters.add('mailbox_bytes', () => [{ labels: {}, value: this.#mailboxBytes }]);
    meters.add('model_holds', () => this.#holdClock.held());
    meters.add('model_hold_seconds', () => this.#holdClock.seconds(performance.now()));
  }

  /** What the modules of a project offer. */
  get inspector(): CatalogInspector {
    return this.#inspector;
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
      if (options.fetchesData === false) throw new UnusableRequestError(missingData(error.project));
      // Other jobs may be waiting for the same data, so the fetch itself continues.
      await untilAborted(this.#options.fetchData(error.project), options.signal);
    }
    return this.#prepareInTurn(spec, options);
  }

  async checkStart(): Promise<void> {
    if (this.#isClosed) throw new NotNowError('Assay is stopping. Try again when it runs');
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
      if (this.#isClosed) throw new NotNowError('Assay is stopping. Try again when it runs');
      await admit?.();
      const { process, importTimeoutMs } = this.#options;
      const isDebugged = process.inspectFlag !== null;
      const { settings, confinement } = await this.#confined(spec);
      const child = isDebugged ? this.#startProcess({ ...process, confinement }) : this.#spare.take(confinement);
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
    if (this.#turns.size >= MOST_WAITING) throw new NotNowError(tooManyWaiting(this.#options.maxCheckingProcesses));
    return this.#turns.add(prepare, signal === undefined ? {} : { signal });
  }

  async #confined(spec: JobSpec): Promise<Confined | Unconfined> {
    if (this.#confiner === null) return { settings: this.#options.settings, confinement: null };
    try {
      return await this.#confiner.forJob(spec);
    } catch (error) {
      throw error instanceof ProjectError ? new UnusableRequestError(error.message) : error;
    }
  }

  async #inspection(names: readonly string[]): Promise<Inspection> {
    const { settings, process } = this.#options;
    if (this.#confiner === null) return { process: this.#spare.take(null), settings };
    const confined = await this.#confiner.forInspection(names);
    const options = { ...process, inspectFlag: null, confinement: confined.confinement };
    return { process: this.#startProcess(options), settings: confined.settings };
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

function missingData(project: string): string {
  return `the data of ${project} is not on this machine: fetch it by POST /api/benchmarks/${project}/fetch, or start the job, which fetches it first`;
}

function tooManyWaiting(atOnce: number): string {
  return `${MOST_WAITING} jobs are waiting to be checked, ${atOnce} at once (ASSAY_MAX_CHECKING_PROCESSES). Try again in a moment`;
}

interface Unconfined {
  readonly settings: ChildSettings;
  readonly confinement: null;
}

/** Keeps one started process ready, so that a job does not have to wait for one. A confined one waits for a job like the last. */
class SpareProcess {
  readonly #start: (confinement: Confinement | null) => ProjectProcess;
  #spare: ProjectProcess | undefined;
  #latest: ProjectProcess | undefined;
  #confinement: Confinement | null;
  /** Of the spare, as the files were when it was started. */
  #key = '';
  #refill: NodeJS.Timeout | undefined;
  /** Whether the next process is to be started soon. */
  #isRefilling = false;
  #isClosed = false;

  constructor(start: (confinement: Confinement | null) => ProjectProcess, first: Confinement | null) {
    this.#start = start;
    this.#confinement = first;
  }

  /** Starts a process if there is none. */
  fill(): void {
    if (this.#isClosed || this.#spare !== undefined) return;
    this.#key = confinementKey(this.#confinement);
    const started = this.#start(this.#confinement);
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

  /** Hands over a process. Orders that are sent while it is still starting wait until it has started. */
  take(confinement: Confinement | null): ProjectProcess {
    const isFitting = this.#spare !== undefined && !this.#spare.isGone && this.#key === confinementKey(confinement);
    if (!isFitting) this.#spare?.kill('the next job may reach something else');
    const taken = isFitting && this.#spare !== undefined ? this.#spare : this.#start(confinement);
    this.#confinement = confinement;
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
