import { Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { systemClock } from '../domain/clock.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import { FileJobStore } from './file/file-job-store.ts';
import { FileRunStore } from './runs/file-run-store.ts';

/** Provides the stores of jobs and runs. Jobs that a lost process left have been ended before they are used. */
@Module({
  providers: [
    { provide: JOB_STORE, inject: [CONFIG], useFactory: openJobStore },
    { provide: RUN_STORE, inject: [CONFIG, JOB_STORE], useFactory: openRunStore },
  ],
  exports: [JOB_STORE, RUN_STORE],
})
export class StorageModule implements OnApplicationShutdown {
  readonly #jobStore: JobStore;
  readonly #runStore: RunStore;

  constructor(@Inject(JOB_STORE) jobStore: JobStore, @Inject(RUN_STORE) runStore: RunStore) {
    this.#jobStore = jobStore;
    this.#runStore = runStore;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#runStore.close();
    await this.#jobStore.close();
  }
}

async function openJobStore(config: Config): Promise<JobStore> {
  const store = new FileJobStore(config.projectsRoot);
  await store.recover();
  return store;
}

async function openRunStore({ projectsRoot, storageDir }: Config, jobs: JobStore): Promise<RunStore> {
  const logger = new Logger('RunStore');
  const onFault = (message: string): void => logger.warn(message);
  const store = new FileRunStore({ projectsRoot, storageDir, jobs, clock: systemClock, onFault });
  await store.recover();
  return store;
}
