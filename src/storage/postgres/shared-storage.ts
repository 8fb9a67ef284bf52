import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Archive } from '../../domain/archive.ts';
import { type Clock, systemClock } from '../../domain/clock.ts';
import { LINE_OF_ONE } from '../../domain/job-line.ts';
import type { Names } from '../../domain/names.ts';
import { FileArchive } from '../file-archive.ts';
import { JobLeases } from './job-leases.ts';
import { PostgresComparisonStore } from './postgres-comparison-store.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresJobStore } from './postgres-job-store.ts';
import { PostgresLabelStore } from './postgres-label-store.ts';
import { PostgresRestarts } from './postgres-restarts.ts';
import { PostgresRunStore } from './postgres-run-store.ts';
import { PostgresStartKeys } from './postgres-start-keys.ts';
import { Replica } from './replica.ts';
import { SharedDocuments } from './shared-documents.ts';
import { SharedJobs } from './shared-jobs.ts';

export interface SharedStorageOptions {
  readonly databaseUrl: string;
  /** In which this process keeps its replica. */
  readonly storageDir: string;
  readonly clock?: Clock;
  /** See `StorageOptions`. */
  readonly hasThreads?: boolean;
  /** Told in a sentence what is wrong. */
  readonly onFault?: (message: string) => void;
}

/** The stores of several processes, on one machine or many, over one PostgreSQL database. */
export class SharedStorage {
  /** Under which the database knows this process. */
  readonly processId: string;
  readonly database: PostgresDatabase;
  readonly documents: SharedDocuments;
  readonly shared: SharedJobs;
  readonly leases: JobLeases;
  readonly replica: Replica;
  readonly jobs: PostgresJobStore;
  readonly runs: PostgresRunStore;
  readonly labels: PostgresLabelStore;
  readonly comparisons: PostgresComparisonStore;
  readonly archive: Archive;
  readonly names: Names;
  readonly startKeys: PostgresStartKeys;
  readonly restarts: PostgresRestarts;
  /** Which process runs what is the queue's affair. */
  readonly line = LINE_OF_ONE;

  private constructor(database: PostgresDatabase, shared: SharedJobs, replica: Replica, clock: Clock) {
    this.processId = shared.processId;
    this.database = database;
    this.shared = shared;
    this.replica = replica;
    this.documents = new SharedDocuments(database);
    this.leases = new JobLeases(database, shared, clock);
    this.jobs = new PostgresJobStore(shared, replica);
    this.runs = new PostgresRunStore({ replica, jobs: this.jobs, documents: this.documents });
    this.labels = new PostgresLabelStore({ runs: this.runs, local: replica.storage.labels, documents: this.documents });
    this.comparisons = new PostgresComparisonStore(database, shared.processId);
    this.archive = new FileArchive({
      projectsRoot: replica.path,
      storageDir: join(replica.path, 'storage'),
      jobs: this.jobs,
      runs: this.runs,
      comparisons: this.comparisons,
    });
    this.names = namesIn(replica);
    this.startKeys = new PostgresStartKeys(database);
    this.restarts = new PostgresRestarts(this.documents, clock);
  }

  /** Connects, brings the tables up to date, and has the replica brought in step in the background. Throws `unavailable`. */
  static async open({
    databaseUrl,
    storageDir,
    clock = systemClock,
    hasThreads = true,
    onFault,
  }: SharedStorageOptions): Promise<SharedStorage> {
    const database = await PostgresDatabase.open(databaseUrl, onFault === undefined ? {} : { onFault });
    try {
      const shared = new SharedJobs(database, randomUUID(), clock);
      const told = onFault === undefined ? {} : { onFault };
      const replica = await Replica.open({ database, jobs: shared, storageDir, clock, hasThreads, ...told });
      return new SharedStorage(database, shared, replica, clock);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.comparisons.close();
    await this.jobs.close();
    await this.replica.close();
    await this.database.close();
  }
}

function namesIn(replica: Replica): Names {
  const { names } = replica.storage;
  return {
    async jobId(name) {
      await replica.catchUp();
      return names.jobId(name);
    },
    async runId(name) {
      await replica.catchUp();
      return names.runId(name);
    },
  };
}
