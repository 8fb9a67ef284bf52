import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import type { Config } from '../../config/config.ts';
import { CONFIG } from '../../config/config.module.ts';
import { BusyError, DrainingError } from '../../domain/errors.ts';
import { FLEET, type Fleet } from '../../domain/fleet.ts';
import { JOB_QUEUE, type JobQueue } from '../../domain/job-queue.ts';
import { RUN_STORE, type RunStore } from '../../domain/run-store.ts';
import { RUNNER, type Runner } from '../../domain/runner.ts';
import { tryWriting } from '../../files/writable-folder.ts';
import { AccessControl } from '../../http/access/access-control.ts';
import { systemFault } from '../../http/system-fault.ts';
import { JobExecutor } from '../job-executor.ts';

export const READY_CHECKS = ['storage', 'index', 'queue', 'children', 'keys', 'draining'] as const;
export type ReadyCheck = (typeof READY_CHECKS)[number];

/** How long what was found counts. */
const FOUND_MS = 1_000;

/** How long a look may take. */
const PATIENCE_MS = 3_000;

/** What has to be well for the server to do its work; each is really tried, at most once a second. */
@Injectable()
export class ReadyChecks {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(RUN_STORE) private readonly runs: RunStore,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(RUNNER) private readonly runner: Runner,
    @Inject(FLEET) private readonly fleet: Fleet | null,
    private readonly access: AccessControl,
    private readonly executor: JobExecutor,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** Never rejects. */
  check(name: ReadyCheck): PromiseLike<HealthIndicatorResult> {
    switch (name) {
      case 'storage':
        return this.#storage();
      case 'index':
        return this.#index();
      case 'queue':
        return this.#queue();
      case 'children':
        return this.#tried('children', () => this.runner.checkStart());
      case 'keys':
        return this.#keys();
      case 'draining':
        return this.#draining();
    }
  }

  async #storage(): Promise<HealthIndicatorResult> {
    const { projectsRoot, storageDir, databaseUrl } = this.config;
    if (databaseUrl !== null) return this.#tried('storage', () => tryWriting(storageDir, join(storageDir, '..')));
    const jobs = await this.#tried('storage', () => tryWriting(join(projectsRoot, 'jobs'), projectsRoot));
    if (jobs.storage.status === 'down') return jobs;
    const rest = await this.#tried('rest', () => tryWriting(storageDir, join(storageDir, '..')));
    const { status, message } = rest.rest as { readonly status: string; readonly message?: string };
    return status === 'up' ? jobs : this.indicators.check('storage').degraded(`the storage folder: ${message}`);
  }

  async #index(): Promise<HealthIndicatorResult> {
    const index = this.indicators.check('index');
    const { state, isTemporary } = this.runs.state();
    if (state === 'stalled') return index.degraded('the index can’t be written: what is new is read later');
    if (isTemporary) return index.degraded('the storage folder can’t be used: the index is a temporary one');
    return index.up();
  }

  async #queue(): Promise<HealthIndicatorResult> {
    const found = await this.#tried('queue', () => this.#decides());
    if (this.fleet === null || found.queue.status === 'down') return found;
    const { workers } = await this.fleet.census();
    return workers > 0 ? found : this.indicators.check('queue').degraded('no worker is there: jobs wait until one comes');
  }

  /** Throws where it can't be decided which job runs. */
  async #decides(): Promise<void> {
    try {
      await this.queue.checkRoom();
    } catch (error) {
      if (!(error instanceof BusyError || error instanceof DrainingError)) throw error;
    }
  }

  async #keys(): Promise<HealthIndicatorResult> {
    const keys = this.indicators.check('keys');
    const trouble = await this.access.keysTrouble();
    if (trouble === undefined) return keys.up();
    const { reason, isShut } = trouble;
    return isShut ? keys.down(`nobody gets in, ${reason}`) : keys.degraded(`no key of it is taken, ${reason}`);
  }

  async #draining(): Promise<HealthIndicatorResult> {
    const draining = this.indicators.check('draining');
    return this.executor.isDraining ? draining.down(new DrainingError().message) : draining.up();
  }

  #tried<Name extends string>(name: Name, work: () => Promise<void>): PromiseLike<HealthIndicatorResult<Name>> {
    const attempt = this.indicators.check(name).attempt(async () => work().catch(explain));
    return attempt.withTimeout(PATIENCE_MS).cacheFor(FOUND_MS);
  }
}

/** Says what an error of the system means, without its path. */
function explain(error: unknown): never {
  const fault = systemFault(error);
  throw fault === undefined ? error : new Error(fault.detail);
}
