import { AssayError, DrainingError } from '../domain/errors.ts';
import { type JobLine, LINE_OF_ONE, type OtherJobs } from '../domain/job-line.ts';
import type { Reading } from '../domain/meters.ts';
import type { JobHandler, JobQueue, ProgressOfJob } from '../domain/job-queue.ts';
import { SingleFlight } from '../files/single-flight.ts';
import { type Places, RunningJobs } from './running-jobs.ts';

/** How soon a job that waits for another process looks again. */
const LOOK_MS = 1_000;

/** How often to look for waiting jobs whose process was lost. */
const ADOPTION_MS = 5_000;

interface Place {
  /** `false` while the job is being written to the store. */
  isCreated: boolean;
}

/**
 * A queue whose limits hold for all processes that share a line. Each runs the jobs that it took, first come first served over all
 * of them; what waits here stays in the store when the process ends, and is taken over by the next.
 */
export class SharedJobQueue implements JobQueue {
  readonly #limits: Places;
  readonly #line: JobLine;
  /** Jobs that have come and have no place yet. */
  readonly #arriving = new Set<string>();
  readonly #running = new RunningJobs(() => this.#goOn());
  /** In the order of their turns. */
  #waiting = new Map<string, Place>();
  readonly #advance = new SingleFlight(() => this.#runNext());
  #isClosed = false;
  #look: NodeJS.Timeout | undefined;
  #adoption: NodeJS.Timeout | undefined;

  constructor(limits: Places, line: JobLine = LINE_OF_ONE) {
    this.#limits = limits;
    this.#line = line;
  }

  start(handler: JobHandler, progressOf?: ProgressOfJob): void {
    this.#running.start(handler, progressOf);
  }

  async recover(): Promise<void> {
    this.#adoption ??= setInterval(() => void this.#adoptOrphans().catch(() => undefined), ADOPTION_MS).unref();
    await this.#adoptOrphans();
  }

  async checkRoom(): Promise<void> {
    this.#checkHere(this.#arriving.size);
    this.#checkAll(await this.#line.others());
  }

  async add<Created>(jobId: string, create: (status: 'running' | 'queued') => Promise<Created>): Promise<Created> {
    this.#running.checkStarted();
    if ([this.#arriving, this.#waiting, this.#running].some((jobs) => jobs.has(jobId)))
      throw new AssayError('illegal_move', `job ${jobId} runs or waits already`);

    this.#checkHere(this.#arriving.size);
    this.#arriving.add(jobId);
    try {
      return await this.#line.exclusively(async () => {
        const isNext = this.#checkAll(await this.#line.others());
        this.#arriving.delete(jobId);
        return await (isNext ? this.#addRunning(jobId, create('running')) : this.#addWaiting(jobId, create('queued')));
      });
    } finally {
      this.#arriving.delete(jobId);
    }
  }

  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#line.exclusively(work);
  }

  async remove(jobId: string): Promise<boolean> {
    if (this.#waiting.delete(jobId)) return true;
    return !this.#running.has(jobId) && this.#line.exclusively(() => this.#line.adopt(jobId));
  }

  /** The jobs that run and wait here. */
  counts(): readonly Reading[] {
    return [
      { labels: { status: 'running' }, value: this.#running.size },
      { labels: { status: 'queued' }, value: this.#waiting.size },
    ];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#adoption);
    clearTimeout(this.#look);
    this.#waiting.clear();
    await this.#running.ended();
  }

  /** Throws if the jobs of this process alone, and some that arrive, leave no room. */
  #checkHere(arriving: number): void {
    const { maxRunning, maxQueued } = this.#limits;
    if (this.#isClosed) throw new DrainingError();
    if (this.#running.size + this.#waiting.size + arriving >= maxRunning + maxQueued)
      throw this.#running.busy(this.#limits, []);
  }

  /** Throws if the jobs of all processes leave no room; says whether the next job has a place to run. Jobs that wait come first. */
  #checkAll({ running, waiting }: OtherJobs): boolean {
    const { maxRunning, maxQueued } = this.#limits;
    this.#checkHere(0);
    const atWork = this.#running.size + running.length;
    const inLine = this.#waiting.size + waiting.length;
    if (atWork + inLine >= maxRunning + maxQueued) throw this.#running.busy(this.#limits, running);
    return atWork < maxRunning && inLine === 0;
  }

  #addRunning<Created>(jobId: string, created: Promise<Created>): Promise<Created> {
    this.#running.run(jobId, created);
    return created;
  }

  async #addWaiting<Created>(jobId: string, created: Promise<Created>): Promise<Created> {
    const place = { isCreated: false };
    this.#waiting.set(jobId, place);
    try {
      const result = await created;
      place.isCreated = true;
      return result;
    } catch (error) {
      this.#waiting.delete(jobId);
      throw error;
    } finally {
      this.#goOn();
    }
  }

  /** Runs what has its turn now, and looks again later where other processes are in the way. */
  #goOn(): void {
    if (this.#isClosed || this.#waiting.size === 0) return;
    this.#advance.run().catch(() => this.#lookLater());
  }

  async #runNext(): Promise<void> {
    if (this.#next() === undefined) return;
    await this.#line.exclusively(async () => {
      for (let jobId = this.#next(); jobId !== undefined; jobId = this.#next()) {
        if (await this.#mustWait(jobId)) {
          this.#lookLater();
          return;
        }
        await this.#line.takePlace(jobId);
        // It may have been taken out meanwhile.
        if (this.#waiting.delete(jobId)) this.#running.run(jobId, Promise.resolve());
      }
    });
  }

  /** The next job to run, if this process has a place for one. */
  #next(): string | undefined {
    if (this.#isClosed || this.#running.size >= this.#limits.maxRunning) return undefined;
    return this.#waiting.entries().find(([, { isCreated }]) => isCreated)?.[0];
  }

  async #mustWait(jobId: string): Promise<boolean> {
    const { running, waiting } = await this.#line.others(jobId);
    return waiting.length > 0 || this.#running.size + running.length >= this.#limits.maxRunning;
  }

  #lookLater(): void {
    clearTimeout(this.#look);
    if (!this.#isClosed) this.#look = setTimeout(() => this.#goOn(), LOOK_MS).unref();
  }

  async #adoptOrphans(): Promise<void> {
    if (this.#isClosed || (await this.#line.orphans()).length === 0) return;
    await this.#line.exclusively(async () => {
      const adopted: [string, Place][] = [];
      for (const jobId of await this.#line.orphans())
        if (await this.#line.adopt(jobId)) adopted.push([jobId, { isCreated: true }]);
      this.#waiting = new Map([...adopted, ...this.#waiting]);
    });
    this.#goOn();
  }
}
