import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { NotNowError } from '../domain/errors.ts';
import { THREAD_LIMITS } from '../domain/thread-limits.ts';
import type { ComparisonReport } from '../reports/comparison-report.ts';
import type { AgreementDto } from './agreement.dto.ts';
import type { AgreementTask } from './agreement-task.ts';
import type { ComparisonTask, PowerTask } from './comparison-task.ts';
import { transferList } from './packed-runs.ts';
import type { MetricPowerDto } from './power.dto.ts';

type PoolTask = ComparisonTask | PowerTask | AgreementTask;

/** The worker beside this file: `.ts` from source, `.js` from the build. */
const WORKER = new URL(`./comparison.worker${extname(import.meta.url)}`, import.meta.url).href;
const MOST_WAITING = 64;
const IDLE_MS = 60_000;
/** Long enough for the server to listen and to have its first child ready. */
const START_AFTER_MS = 1_000;

/**
 * Worker threads that compare runs. The first starts soon after the server, or with the first comparison. When `signal` aborts, a
 * waiting task is dropped, and a running one ends with its thread. Throws `unavailable` when too many are waiting.
 */
@Injectable()
export class ComparisonPool implements OnApplicationBootstrap, OnApplicationShutdown {
  #pool: Piscina<PoolTask> | undefined;
  #start: NodeJS.Timeout | undefined;

  /** The JSON of the contract's answer. */
  async json(task: ComparisonTask, signal: AbortSignal): Promise<Uint8Array> {
    return (await this.#run('comparisonJson', task, signal)) as Uint8Array;
  }

  /** What a report shows, except the samples' texts. */
  async report(task: ComparisonTask, signal: AbortSignal): Promise<Omit<ComparisonReport, 'samples'>> {
    return (await this.#run('comparisonReport', task, signal)) as Omit<ComparisonReport, 'samples'>;
  }

  /** The plan for each metric. */
  async power(task: PowerTask, signal: AbortSignal): Promise<MetricPowerDto[]> {
    return (await this.#run('power', task, signal)) as MetricPowerDto[];
  }

  /** How far the raters agree. */
  async agreement(task: AgreementTask, signal: AbortSignal): Promise<AgreementDto> {
    return (await this.#run('agreement', task, signal)) as AgreementDto;
  }

  onApplicationBootstrap(): void {
    this.#start = setTimeout(() => this.#opened(), START_AFTER_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.#start);
    await this.#pool?.destroy();
  }

  async #run(name: string, task: PoolTask, signal: AbortSignal): Promise<unknown> {
    const pool = this.#opened();
    if (pool.queueSize >= MOST_WAITING)
      throw new NotNowError(`${MOST_WAITING} comparisons are already waiting; try again in a moment.`);

    return pool.run(task, { name, signal, transferList: transferList(task.runs) });
  }

  #opened(): Piscina<PoolTask> {
    return (this.#pool ??= openPool());
  }
}

function openPool(): Piscina<PoolTask> {
  return new Piscina<PoolTask>({
    filename: WORKER,
    minThreads: 1,
    maxThreads: Math.max(2, availableParallelism() - 1),
    idleTimeout: IDLE_MS,
    resourceLimits: THREAD_LIMITS,
  });
}
