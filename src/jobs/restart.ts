import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { BusyError, DrainingError } from '../domain/errors.ts';
import type { Job } from '../domain/job.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { Restarts } from '../domain/restarts.ts';
import { JobExecutor } from './job-executor.ts';
import { JobsService } from './jobs.service.ts';

/** How soon a job that finds no place tries again. */
const RETRY_MS = 2_000;

export const RESTART_SOURCES = Symbol('RestartSources');

/** Where a server learns at its start which jobs were left. */
export interface RestartSources {
  readonly store: JobStore;
  readonly restarts: Restarts;
}

/** What a server does at its start with the jobs that it, or a lost process, has left. */
@Injectable()
export class Restart implements OnModuleDestroy {
  readonly #logger = new Logger('Restart');
  readonly #closing = new AbortController();
  #resuming: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(RESTART_SOURCES) private readonly sources: RestartSources,
    private readonly jobs: JobsService,
    private readonly executor: JobExecutor,
  ) {}

  /**
   * Has the jobs that wait run in their turn and, with `ASSAY_ON_RESTART=resume`, those go on that ran when their server ended, whatever that
   * was set to. Returns before they do. Jobs that a start with `interrupt` has left stay so.
   */
  async begin(): Promise<void> {
    if (this.config.databaseUrl !== null) {
      // What a lost process had waits again, and goes on wherever it is taken.
      await this.executor.recover();
      return;
    }
    if (this.config.onRestart !== 'resume') {
      await this.sources.restarts.leave().catch((error: unknown) => this.#logger.warn(String(error)));
      await this.executor.recover();
      return;
    }
    const left = await this.#interrupted();
    this.#resuming = this.#resumeAll(left).catch((error: unknown) => this.#logger.error(String(error)));
  }

  async onModuleDestroy(): Promise<void> {
    this.#closing.abort();
    await this.#resuming;
  }

  /** The oldest first: jobs that a user has cancelled, or a command was stopped in, are not among them. */
  async #interrupted(): Promise<readonly Job[]> {
    const { store, restarts } = this.sources;
    const [{ jobs }, lastLeft] = await Promise.all([store.list({ status: 'interrupted' }), restarts.lastLeft()]);
    return jobs.filter((job) => goesOn(job, lastLeft)).toReversed();
  }

  /** Jobs that ran go first, and those that wait after them. */
  async #resumeAll(left: readonly Job[]): Promise<void> {
    const later: Job[] = [];
    for (const job of left) if (!(await this.#isDealtWith(job))) later.push(job);
    if (!this.#closing.signal.aborted) await this.executor.recover();
    for (const job of later) while (!(await this.#isDealtWith(job))) await this.#pause();
  }

  /** Whether the job goes on, or never will; `false` where it has no place now. */
  async #isDealtWith({ id }: Job): Promise<boolean> {
    if (this.#closing.signal.aborted) return true;
    try {
      await this.jobs.resume(id, { retriesFailed: false, isForced: false });
      this.#logger.log(`job ${id} goes on after the restart`);
    } catch (error) {
      if (error instanceof BusyError) return false;
      if (error instanceof DrainingError) return true;
      this.#logger.warn(`job ${id} stays interrupted: ${error instanceof Error ? error.message : String(error)}`);
    }
    return true;
  }

  async #pause(): Promise<void> {
    await setTimeout(RETRY_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}

/** The jobs of servers say what was set when they were started. */
function goesOn({ extra, finishedAt, resumed }: Job, lastLeft: string | null): boolean {
  if (extra['on_restart'] === 'resume') return true;
  if (extra['on_restart'] !== 'interrupt') return false;
  return lastLeft === null || [finishedAt, resumed?.at].some((time) => Date.parse(time ?? '') >= Date.parse(lastLeft));
}
