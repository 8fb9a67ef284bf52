import type { Config } from '../../src/config/config.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { JobStore } from '../../src/domain/job-store.ts';
import { EventBus } from '../../src/events/event-bus.ts';
import { JobExecutor } from '../../src/jobs/job-executor.ts';
import { JobsService } from '../../src/jobs/jobs.service.ts';
import type { Places } from '../../src/queue/running-jobs.ts';
import { SharedJobQueue } from '../../src/queue/shared-job-queue.ts';
import { FileJobStore } from '../../src/storage/file/file-job-store.ts';
import { AssayIndex } from '../../src/storage/index/assay-index.ts';
import type { Ledger } from './ledger.ts';
import type { Plant } from './plants.ts';
import { ROOT } from './project.ts';
import { SimulatedRunner } from './runner.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

export interface ServerOptions {
  readonly world: World;
  readonly ledger: Ledger;
  readonly limits: Places;
  readonly plant: Plant | undefined;
}

/** The production store, queue, executor and bus in one simulated process. */
export class SimulatedServer {
  readonly process: SimulatedProcess;
  readonly store: JobStore;
  readonly bus = new EventBus();
  readonly executor: JobExecutor;
  readonly runner: SimulatedRunner;
  readonly service: JobsService;
  readonly queue: SharedJobQueue;
  readonly #index = AssayIndex.inMemory();

  private constructor({ world, ledger, limits, plant }: ServerOptions, process: SimulatedProcess) {
    const clock: Clock = { now: () => new Date(world.nowMs).toISOString() };
    const store = new FileJobStore(ROOT, clock, { index: this.#index });
    this.process = process;
    this.store = plant?.store?.(store) ?? store;
    this.runner = new SimulatedRunner(process, ledger);
    const runner = plant?.runner?.(this.runner) ?? this.runner;
    this.queue = new SharedJobQueue(limits, store.line);
    this.executor = new JobExecutor(this.store, this.queue, runner, clock, this.bus);
    this.service = new JobsService({ projectsRoot: ROOT } as Config, this.store, this.queue, runner, this.executor);
  }

  /** As a start of Assay: what lost processes left is ended first, or waits on. */
  static async start(options: ServerOptions): Promise<SimulatedServer> {
    const process = options.world.spawn();
    return process.call(async () => {
      const server = new SimulatedServer(options, process);
      await server.store.recover();
      await server.executor.recover();
      return server;
    });
  }

  get isUp(): boolean {
    return this.process.isAlive;
  }

  /** kill -9. */
  kill(): void {
    this.process.kill();
    this.gone();
  }

  /** Its children go with it, and it needs its index no more. */
  gone(): void {
    for (const child of this.runner.children) child.process.kill();
    this.#index.close();
  }

  /** SIGTERM. */
  async stop(): Promise<void> {
    await this.process.call(async () => {
      await this.executor.close();
      this.bus.close();
      await this.store.close();
    });
    this.kill();
  }
}
