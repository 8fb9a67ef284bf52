import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { concatMap, map, merge } from 'rxjs';
import type { Role } from '../../config/config.ts';
import type { Archive } from '../../domain/archive.ts';
import { type Clock, systemClock } from '../../domain/clock.ts';
import { LINE_OF_ONE } from '../../domain/job-line.ts';
import type { KeyDocuments } from '../../domain/key-documents.ts';
import type { Names } from '../../domain/names.ts';
import type { Passes } from '../../domain/passes.ts';
import type { StoredChange, StoredChanges } from '../../domain/stored-changes.ts';
import { FileArchive } from '../file-archive.ts';
import { FleetLock } from './fleet-lock.ts';
import { type Heard, HintChannel } from './hint-channel.ts';
import { JobDeliveries } from './job-deliveries.ts';
import { JobLeases } from './job-leases.ts';
import { PostgresComparisonStore } from './postgres-comparison-store.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresJobStore } from './postgres-job-store.ts';
import { postgresKeyDocuments } from './postgres-key-documents.ts';
import { PostgresLabelStore } from './postgres-label-store.ts';
import { PostgresPasses } from './postgres-passes.ts';
import { PostgresRestarts } from './postgres-restarts.ts';
import { PostgresRunStore } from './postgres-run-store.ts';
import { PostgresStartKeys } from './postgres-start-keys.ts';
import { ProcessRoster } from './process-roster.ts';
import { Replica } from './replica.ts';
import { SharedDocuments } from './shared-documents.ts';
import { SharedFleet } from './shared-fleet.ts';
import { SharedJobs } from './shared-jobs.ts';
import { SharedPeers } from './shared-peers.ts';

export interface SharedStorageOptions {
  readonly databaseUrl: string;
  readonly role: Role;
  /** In which this process keeps its replica. */
  readonly storageDir: string;
  readonly clock?: Clock;
  /** See `StorageOptions`. */
  readonly hasThreads?: boolean;
  /** Told in a sentence what is wrong. */
  readonly onFault?: (message: string) => void;
}

/** How often a process that answers clients looks for what no hint told of. */
const LOOK_MS = 2_000;

/** What is under the stores: the database, and what this process is among others. */
interface Base {
  readonly database: PostgresDatabase;
  readonly shared: SharedJobs;
  readonly hints: HintChannel;
  readonly roster: ProcessRoster;
  readonly lock: FleetLock;
  readonly deliveries: JobDeliveries;
  readonly replica: Replica;
}

/** The stores of several processes, on one machine or many, over one PostgreSQL database, and what those processes share beside them. */
export class SharedStorage {
  readonly database: PostgresDatabase;
  readonly replica: Replica;
  readonly documents: SharedDocuments;
  readonly leases: JobLeases;
  readonly jobs: PostgresJobStore;
  readonly runs: PostgresRunStore;
  readonly labels: PostgresLabelStore;
  readonly comparisons: PostgresComparisonStore;
  readonly archive: Archive;
  readonly names: Names;
  readonly startKeys: PostgresStartKeys;
  readonly restarts: PostgresRestarts;
  readonly passes: Passes;
  readonly keyDocuments: KeyDocuments;
  /** Which process runs what is the fleet's affair. */
  readonly line = LINE_OF_ONE;
  readonly fleet: SharedFleet;
  readonly peers: SharedPeers;
  readonly changes: StoredChanges;
  readonly #base: Base;
  #look: NodeJS.Timeout | undefined;

  private constructor(base: Base, clock: Clock, onFault?: (message: string) => void) {
    const { database, shared, hints, replica } = base;
    this.#base = base;
    this.database = database;
    this.replica = replica;
    this.documents = new SharedDocuments(database);
    this.leases = new JobLeases(database, shared, clock);
    this.jobs = new PostgresJobStore(database, shared, replica, hints);
    this.runs = new PostgresRunStore({ replica, jobs: this.jobs, documents: this.documents });
    this.labels = new PostgresLabelStore({ runs: this.runs, local: replica.storage.labels, documents: this.documents });
    this.comparisons = new PostgresComparisonStore(database, shared.processId, hints);
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
    this.passes = new PostgresPasses(database);
    this.keyDocuments = postgresKeyDocuments(database);
    this.fleet = new SharedFleet({ ...base, jobs: shared });
    this.peers = new SharedPeers({
      ...base,
      jobs: shared,
      leases: this.leases,
      fleet: this.fleet,
      ...(onFault && { onFault }),
    });
    this.changes = merge(replica.changedJobs.pipe(map((jobId) => ({ jobId }))), hints.heard.pipe(concatMap(comparisonsOf)));
  }

  /** Connects, brings the tables up to date, and has the replica brought in step in the background. Throws `unavailable`. */
  static async open({
    databaseUrl,
    role,
    storageDir,
    clock = systemClock,
    hasThreads = true,
    onFault,
  }: SharedStorageOptions): Promise<SharedStorage> {
    const told = onFault === undefined ? {} : { onFault };
    const database = await PostgresDatabase.open(databaseUrl, told);
    try {
      const shared = new SharedJobs(database, randomUUID(), clock);
      const replica = await Replica.open({ database, jobs: shared, storageDir, clock, hasThreads, ...told });
      const hints = new HintChannel(database, shared.processId);
      const roster = new ProcessRoster(database, shared.processId, role);
      const lock = new FleetLock(database);
      const deliveries = await lock.exclusively(() => JobDeliveries.open(database, onFault));
      const storage = new SharedStorage({ database, shared, hints, roster, lock, deliveries, replica }, clock, onFault);
      await roster.signIn();
      await hints.start();
      if (role !== 'worker') storage.#follow();
      return storage;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#look);
    this.peers.close();
    await this.fleet.close();
    await this.comparisons.close();
    await this.jobs.close();
    await this.#base.hints.close();
    await this.replica.close();
    await this.#base.database.close();
  }

  /** Has the replica follow what other processes write, as it comes. */
  #follow(): void {
    const catchUp = (): void => void this.replica.catchUp().catch(() => undefined);
    this.#base.hints.heard.subscribe((heard) => {
      if (heard === 'anything' || heard.kind === 'job') catchUp();
    });
    this.#look = setInterval(catchUp, LOOK_MS).unref();
  }
}

function comparisonsOf(heard: Heard): readonly StoredChange[] {
  return heard !== 'anything' && heard.kind === 'comparison' ? [{ comparisonId: heard.id }] : [];
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
