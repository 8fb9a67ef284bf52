import { Global, Inject, Logger, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { NEVER } from 'rxjs';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { ARCHIVE } from '../domain/archive.ts';
import { COMPARISON_STORE } from '../domain/comparison-store.ts';
import { FLEET } from '../domain/fleet.ts';
import { JOB_LINE } from '../domain/job-line.ts';
import { JOB_PEERS, NO_PEERS } from '../domain/job-orders.ts';
import { JOB_STORE } from '../domain/job-store.ts';
import { KEY_DOCUMENTS } from '../domain/key-documents.ts';
import { LABEL_STORE } from '../domain/label-store.ts';
import { NAMES } from '../domain/names.ts';
import { PASSES } from '../domain/passes.ts';
import { RESTARTS } from '../domain/restarts.ts';
import { RUN_STORE } from '../domain/run-store.ts';
import { START_KEYS } from '../domain/start-keys.ts';
import { STORED_CHANGES } from '../domain/stored-changes.ts';
import { Storage } from './open-storage.ts';
import type { SharedStorage } from './postgres/shared-storage.ts';

const STORAGE = Symbol('Storage');

/** What the rest of Assay gets of whichever storage is open. */
const PARTS = {
  [JOB_STORE]: ({ jobs }: AnyStorage) => jobs,
  [RUN_STORE]: ({ runs }: AnyStorage) => runs,
  [LABEL_STORE]: ({ labels }: AnyStorage) => labels,
  [COMPARISON_STORE]: ({ comparisons }: AnyStorage) => comparisons,
  [NAMES]: ({ names }: AnyStorage) => names,
  [ARCHIVE]: ({ archive }: AnyStorage) => archive,
  [JOB_LINE]: (storage: AnyStorage) => (storage instanceof Storage ? storage.jobs.line : storage.line),
  [START_KEYS]: (storage: AnyStorage) => (storage instanceof Storage ? storage.jobs.startKeys : storage.startKeys),
  [RESTARTS]: (storage: AnyStorage) => (storage instanceof Storage ? storage.jobs.restarts : storage.restarts),
  [FLEET]: (storage: AnyStorage) => (storage instanceof Storage ? null : storage.fleet),
  [JOB_PEERS]: (storage: AnyStorage) => (storage instanceof Storage ? NO_PEERS : storage.peers),
  [PASSES]: (storage: AnyStorage) => (storage instanceof Storage ? null : storage.passes),
  [KEY_DOCUMENTS]: (storage: AnyStorage) => (storage instanceof Storage ? null : storage.keyDocuments),
  [STORED_CHANGES]: (storage: AnyStorage) => (storage instanceof Storage ? NEVER : storage.changes),
};

type AnyStorage = Storage | SharedStorage;

const TOKENS = Object.getOwnPropertySymbols(PARTS) as (keyof typeof PARTS)[];

/**
 * Provides the stores of jobs, runs, labels and comparisons: over folders, or over the database that is configured. Jobs that a lost process left in
 * folders have been ended before they are used. It is global for those who decide who gets in, on the floor of this room.
 */
@Global()
@Module({
  providers: [
    { provide: STORAGE, inject: [CONFIG], useFactory: openStorage },
    ...TOKENS.map((token): Provider => ({ provide: token, inject: [STORAGE], useFactory: PARTS[token] })),
  ],
  exports: TOKENS,
})
export class StorageModule implements OnApplicationShutdown {
  readonly #storage: AnyStorage;

  constructor(@Inject(STORAGE) storage: AnyStorage) {
    this.#storage = storage;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#storage.close();
  }
}

async function openStorage({ projectsRoot, storageDir, databaseUrl, role }: Config): Promise<AnyStorage> {
  const logger = new Logger('Storage');
  const onFault = (message: string): void => logger.warn(message);
  if (databaseUrl === null) return Storage.open({ projectsRoot, storageDir, onFault });
  // Nobody else needs the client of the database.
  const { SharedStorage } = await import('./postgres/shared-storage.ts');
  return SharedStorage.open({ databaseUrl, role, storageDir, onFault });
}
