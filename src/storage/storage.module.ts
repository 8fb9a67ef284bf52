import { Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { ARCHIVE } from '../domain/archive.ts';
import { COMPARISON_STORE } from '../domain/comparison-store.ts';
import { JOB_LINE } from '../domain/job-line.ts';
import { JOB_STORE } from '../domain/job-store.ts';
import { LABEL_STORE } from '../domain/label-store.ts';
import { NAMES } from '../domain/names.ts';
import { RESTARTS } from '../domain/restarts.ts';
import { RUN_STORE } from '../domain/run-store.ts';
import { START_KEYS } from '../domain/start-keys.ts';
import { Storage } from './open-storage.ts';

/** Provides the stores of jobs, runs, labels and comparisons. Jobs that a lost process left have been ended before they are used. */
@Module({
  providers: [
    { provide: Storage, inject: [CONFIG], useFactory: openStorage },
    { provide: JOB_STORE, inject: [Storage], useFactory: ({ jobs }: Storage) => jobs },
    { provide: JOB_LINE, inject: [Storage], useFactory: ({ jobs }: Storage) => jobs.line },
    { provide: START_KEYS, inject: [Storage], useFactory: ({ jobs }: Storage) => jobs.startKeys },
    { provide: RESTARTS, inject: [Storage], useFactory: ({ jobs }: Storage) => jobs.restarts },
    { provide: RUN_STORE, inject: [Storage], useFactory: ({ runs }: Storage) => runs },
    { provide: NAMES, inject: [Storage], useFactory: ({ names }: Storage) => names },
    { provide: ARCHIVE, inject: [Storage], useFactory: ({ archive }: Storage) => archive },
    { provide: LABEL_STORE, inject: [Storage], useFactory: ({ labels }: Storage) => labels },
    { provide: COMPARISON_STORE, inject: [Storage], useFactory: ({ comparisons }: Storage) => comparisons },
  ],
  exports: [JOB_STORE, JOB_LINE, START_KEYS, RESTARTS, RUN_STORE, LABEL_STORE, COMPARISON_STORE, NAMES, ARCHIVE],
})
export class StorageModule implements OnApplicationShutdown {
  readonly #storage: Storage;

  constructor(@Inject(Storage) storage: Storage) {
    this.#storage = storage;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#storage.close();
  }
}

function openStorage({ projectsRoot, storageDir }: Config): Promise<Storage> {
  const logger = new Logger('Storage');
  return Storage.open({ projectsRoot, storageDir, onFault: (message) => logger.warn(message) });
}
