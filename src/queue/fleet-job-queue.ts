import type { Subscription } from 'rxjs';
import { AssayError, DrainingError } from '../domain/errors.ts';
import type { Census, Fleet } from '../domain/fleet.ts';
import type { JobHandler, JobQueue, ProgressOfJob } from '../domain/job-queue.ts';
import type { Reading } from '../domain/meters.ts';
import { SingleFlight } from '../files/single-flight.ts';
import { RunningJobs } from './running-jobs.ts';
import { UnseenJobs } from './unseen-jobs.ts';

export interface FleetLimits {
  /** Over all processes; `null`: as many as there are workers. */
  readonly maxRunning: number | null;
  /** Over all processes. */
  readonly maxQueued: number;
  /** Whether this process runs jobs. */
  readonly isWorker: boolean;
}

/** A census with its place among those of this process. */
interface NumberedCensus extends Census {
  readonly number: number;
}

/** How often to look for work of which no news came. */
const LOOK_MS = 1_000;

/**
 * A queue whose limits hold for all processes over one database. A job that waits belongs to nobody: whichever worker has a place takes the one whose
 * turn it is, so that experiments alternate and work is spread over the workers.
 */
export class FleetJobQueue implements JobQueue {
  readonly #limits: FleetLimits;
  readonly #fleet: Fleet;
  /** Jobs that have come and have no place yet, in their order. */
  readonly #arriving = new Set<string>();
  /** Jobs that are to wait, as long as a census may not know them. */
  readonly #unseen = new UnseenJobs();
  readonly #running = new RunningJobs(() => this.#takeSoon());
  readonly #taking = new SingleFlight(() => this.#takeAll());
  /** Places for jobs that are being taken: nobody counts these, neither among those that wait nor those that run. */
  #reserved = 0;
  #isClosed = false;
  #news: Subscription | undefined;
  #look: NodeJS.Timeout | undefined;

  constructor(limits: FleetLimits, fleet: Fleet) {
    this.#limits = limits;
    this.#fleet = fleet;
  }

  start(handler: JobHandler, progressOf?: ProgressOfJob): void {
    this.#running.start(handler, progressOf);
  }

  recover(): Promise<void> {
    this.#listen();
    this.#takeSoon();
    return Promise.resolve();
  }

  async checkRoom(): Promise<void> {
    if (this.#isClosed) throw new DrainingError();
    await this.#judged((census) => this.#check(census, this.#arriving.size));
  }

  async add<Created>(jobId: string, create: (status: 'running' | 'queued') => Promise<Created>): Promise<Created> {
    this.#running.checkStarted();
    if (this.#isClosed) throw new DrainingError();
    if (this.#arriving.has(jobId) || this.#running.has(jobId)) throw goesOnAlready(jobId);
    this.#arriving.add(jobId);
    try {
      return await this.#fleet.exclusively(() => this.#judged((census) => this.#admit(census, jobId, create)));
    } finally {
      this.#arriving.delete(jobId);
    }
  }

  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#fleet.exclusively(work);
  }

  async remove(jobId: string): Promise<boolean> {
    return !this.#running.has(jobId) && this.#fleet.claim(jobId);
  }

  /** The jobs that run and wait, as far as this process sees: it has none that wait. */
  counts(): readonly Reading[] {
    return [{ labels: { status: 'running' }, value: this.#running.size }];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#news?.unsubscribe();
    clearInterval(this.#look);
    await this.#running.ended();
  }

  /** Has a job created that finds a place, to run here or to wait for whichever process takes it. */
  #admit<Created>(
    census: NumberedCensus,
    jobId: string,
    create: (status: 'running' | 'queued') => Promise<Created>,
  ): Promise<Created> {
    if (this.#isClosed) throw new DrainingError();
    if (census.waiting.includes(jobId) || census.runningElsewhere.includes(jobId)) throw goesOnAlready(jobId);
    const earlier = [...this.#arriving].indexOf(jobId);
    this.#check(census, earlier);
    const isNext = this.#waiting(census).size === 0 && this.#freePlaces(census) > earlier;
    this.#arriving.delete(jobId);
    if (!isNext) return this.#createWaiting(jobId, create);
    const created = create('running');
    this.#running.run(jobId, created);
    return created;
  }

  async #createWaiting<Created>(jobId: string, create: (status: 'queued') => Promise<Created>): Promise<Created> {
    this.#unseen.add(jobId);
    try {
      const created = await create('queued');
      this.#unseen.stored(jobId);
      // It is stored, and whoever looks after jobs that wait says so again.
      await this.#fleet.send(jobId).catch(() => undefined);
      return created;
    } catch (error) {
      this.#unseen.delete(jobId);
      throw error;
    } finally {
      this.#takeSoon();
    }
  }

  /** What is concluded from a census, at once, so that it goes by what was decided here meanwhile. */
  async #judged<Result>(conclude: (census: NumberedCensus) => Result | Promise<Result>): Promise<Result> {
    const number = this.#unseen.begin();
    let concluded: Result | Promise<Result>;
    try {
      concluded = conclude({ ...(await this.#fleet.census()), number });
    } finally {
      this.#unseen.end(number);
    }
    return concluded;
  }

  /** Throws if the jobs of all processes, and some that arrive, leave no room. */
  #check(census: NumberedCensus, arriving = 0): void {
    const { maxQueued } = this.#limits;
    const limit = this.#limit(census);
    if (this.#atWork(census) + this.#waiting(census).size + arriving < limit + maxQueued) return;
    throw this.#running.busy({ maxRunning: limit, maxQueued }, census.runningElsewhere);
  }

  /** A job is accepted also where no worker is there yet. */
  #limit({ workers }: Census): number {
    return this.#limits.maxRunning ?? Math.max(1, workers);
  }

  #atWork({ runningElsewhere }: Census): number {
    return this.#running.size + this.#reserved + runningElsewhere.length;
  }

  #waiting({ waiting, number }: NumberedCensus): ReadonlySet<string> {
    return new Set([...waiting, ...this.#unseen.at(number)]);
  }

  /** Jobs that this process may run besides those that it runs: its share, while all together run fewer than may. */
  #freePlaces(census: Census): number {
    if (!this.#limits.isWorker || this.#isClosed) return 0;
    const limit = this.#limit(census);
    const share = Math.ceil(limit / Math.max(1, census.workers));
    return Math.min(share - this.#running.size - this.#reserved, limit - this.#atWork(census));
  }

  #listen(): void {
    if (!this.#limits.isWorker || this.#isClosed) return;
    this.#news ??= this.#fleet.news.subscribe(() => this.#takeSoon());
    this.#look ??= setInterval(() => this.#takeSoon(), LOOK_MS).unref();
  }

  /** While the database is away nothing can be taken: it is looked for again. */
  #takeSoon(): void {
    if (this.#news !== undefined && !this.#isClosed) this.#taking.run().catch(() => undefined);
  }

  async #takeAll(): Promise<void> {
    const seen = await this.#fleet.census();
    if (seen.waiting.length === 0 || this.#freePlaces(seen) <= 0) return;
    await this.#fleet.exclusively(async () => {
      while (this.#freePlaces(await this.#fleet.census()) > 0) if (!(await this.#takeOne())) return;
    });
  }

  /** Returns whether there was one. */
  async #takeOne(): Promise<boolean> {
    this.#reserved += 1;
    try {
      const jobId = await this.#fleet.take();
      if (jobId !== undefined) this.#running.run(jobId, Promise.resolve());
      return jobId !== undefined;
    } finally {
      this.#reserved -= 1;
    }
  }
}

function goesOnAlready(jobId: string): AssayError {
  return new AssayError('illegal_move', `job ${jobId} runs or waits already`);
}
