import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import { EventBus } from '../events/event-bus.ts';

/** Makes the columns of every job when it ends, so that neither a list nor a comparison has to wait for them. */
@Injectable()
export class ColumnKeeper implements OnModuleInit, BeforeApplicationShutdown {
  readonly #logger = new Logger(ColumnKeeper.name);
  readonly #atWork = new Set<Promise<void>>();

  constructor(
    @Inject(RUN_STORE) private readonly store: RunStore,
    private readonly bus: EventBus,
  ) {}

  onModuleInit(): void {
    this.bus.ofType('job.settled').subscribe(({ job }) => {
      const work = this.#keep(job.id).finally(() => this.#atWork.delete(work));
      this.#atWork.add(work);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#atWork);
  }

  /** If it fails, the columns are made when they are needed. */
  async #keep(jobId: string): Promise<void> {
    try {
      await this.store.settle(jobId);
    } catch (error) {
      this.#logger.warn(`the scores of job ${jobId} could not be kept: ${String(error)}`);
    }
  }
}
