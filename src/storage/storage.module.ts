import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { FileJobStore } from './file/file-job-store.ts';

/** Gives the job store to whoever imports it; jobs that a lost process left behind have been ended by then. */
@Module({
  providers: [{ provide: JOB_STORE, inject: [CONFIG], useFactory: openJobStore }],
  exports: [JOB_STORE],
})
export class StorageModule implements OnApplicationShutdown {
  readonly #jobStore: JobStore;

  constructor(@Inject(JOB_STORE) jobStore: JobStore) {
    this.#jobStore = jobStore;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#jobStore.close();
  }
}

async function openJobStore(config: Config): Promise<JobStore> {
  const store = new FileJobStore(config.projectsRoot);
  await store.recover();
  return store;
}
