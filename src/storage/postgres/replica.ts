import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Subject, type Observable } from 'rxjs';
import type { Clock } from '../../domain/clock.ts';
import { UnavailableError } from '../../domain/errors.ts';
import type { EventBatch } from '../../domain/event-batch.ts';
import type { IndexState } from '../../domain/list-query.ts';
import { inParallel } from '../../files/in-parallel.ts';
import { SingleFlight } from '../../files/single-flight.ts';
import { Storage } from '../open-storage.ts';
import { changesSince } from './change-log.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { ReplicaFolder } from './replica-folder.ts';
import { ReplicaDocuments } from './replica-documents.ts';
import { ReplicaImports } from './replica-imports.ts';
import { recoverJobs, ReplicaJobs } from './replica-jobs.ts';
import { SharedDocuments } from './shared-documents.ts';
import type { SharedJobs } from './shared-jobs.ts';

/** Jobs that are copied at once. */
const COPIERS = 6;

/** How long a list waits for the first copy, which may take minutes; the state of the index says so meanwhile. */
const FIRST_PATIENCE_MS = 1_000;

export interface ReplicaOptions {
  readonly database: PostgresDatabase;
  readonly jobs: SharedJobs;
  /** In which the folder of the replica is made. */
  readonly storageDir: string;
  readonly clock: Clock;
  readonly hasThreads?: boolean;
  readonly onFault?: (message: string) => void;
}

/**
 * A copy of all that the database has, in folders of this process with an index beside them: lists, pages, filters and comparisons ask that, so that
 * they cost the database nothing. It is brought in step before it is asked, and may be deleted at any time.
 */
export class Replica {
  /** The folders, and the index beside them. */
  readonly storage: Storage;
  readonly imports: ReplicaImports;
  readonly #options: ReplicaOptions;
  readonly #folder: ReplicaFolder;
  readonly #jobs: ReplicaJobs;
  readonly #documents: ReplicaDocuments;

  readonly #changed = new Subject<string>();
  readonly #lookings = new SingleFlight(() => this.#look());
  readonly #lookingAt = new Map<string, { readonly flight: SingleFlight; callers: number }>();
  #since: string | null = null;
  #first: Promise<void> | undefined;
  /** Whether anybody has asked for all there is; a worker never does. */
  #isWanted = false;
  #isClosed = false;

  /** The ids of jobs that have changed in the database and are in the replica now. */
  readonly changedJobs: Observable<string> = this.#changed.asObservable();

  private constructor(options: ReplicaOptions, folder: ReplicaFolder, storage: Storage, jobs: ReplicaJobs) {
    this.#options = options;
    this.#folder = folder;
    this.storage = storage;
    this.#jobs = jobs;
    this.#documents = new ReplicaDocuments({ documents: new SharedDocuments(options.database), local: storage });
    this.imports = new ReplicaImports({
      database: options.database,
      local: storage,
      importsRoot: join(folder.path, 'storage', 'runs'),
    });
  }

  /** Opens one, which is brought in step in the background. */
  static async open(options: ReplicaOptions): Promise<Replica> {
    const { database, jobs: shared, storageDir, clock, hasThreads = true, onFault = () => undefined } = options;
    const [row] = await database.query<{ id: string }>('SELECT id FROM assay_database');
    if (row === undefined) throw new Error('the database does not say which one it is');
    const folder = await ReplicaFolder.claim(join(storageDir, 'replica'), row.id);
    const jobsRoot = join(folder.path, 'jobs');
    const copied = await recoverJobs(jobsRoot);
    const places = { projectsRoot: folder.path, storageDir: join(folder.path, 'storage') };
    const storage = await Storage.open({ ...places, clock, hasThreads, onFault, isReplica: true });
    return new Replica(options, folder, storage, new ReplicaJobs({ jobsRoot, shared, local: storage.jobs }, copied));
  }

  /** Resolves once the replica has all that was committed before the call; while the first copy is being made, after a moment. */
  async catchUp(): Promise<void> {
    this.#isWanted = true;
    if (this.#since !== null) {
      await this.#lookings.run();
      return;
    }
    this.#first ??= this.#lookings.run().finally(() => (this.#first = undefined));
    await Promise.race([this.#first, patience()]);
  }

  /** The same for one job. */
  async catchUpJob(jobId: string): Promise<void> {
    const known = this.#lookingAt.get(jobId);
    const looking = known ?? { flight: new SingleFlight(() => this.#lookAt(jobId)), callers: 0 };
    if (known === undefined) this.#lookingAt.set(jobId, looking);
    looking.callers += 1;
    try {
      await looking.flight.run();
    } finally {
      looking.callers -= 1;
      if (looking.callers === 0) this.#lookingAt.delete(jobId);
    }
  }

  /** Events that this process has just put into the database. */
  async appended(jobId: string, batch: EventBatch): Promise<void> {
    await this.#jobs.appended(jobId, batch);
  }

  /** Where its folders are. */
  get path(): string {
    return this.#folder.path;
  }

  /** Whether the first copy is complete. */
  get isWhole(): boolean {
    return this.#since !== null;
  }

  /** How far it is with the first copy. */
  get state(): IndexState {
    const state = this.storage.runs.state();
    return this.#isWanted && this.#since === null && state.state === 'ready' ? { ...state, state: 'building', done: 0 } : state;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lookings.run().catch(() => undefined);
    this.#changed.complete();
    await this.storage.close();
    await this.#folder.release();
  }

  /** Removes what it has on disk. Call it after `close`. */
  async remove(): Promise<void> {
    await rm(this.#folder.path, { recursive: true, force: true });
  }

  async #lookAt(jobId: string): Promise<void> {
    if (await this.#jobs.copyById(jobId)) this.#changed.next(jobId);
  }

  async #look(): Promise<void> {
    const changes = await changesSince(this.#options.database, this.#since);
    await inParallel(changes.jobs, COPIERS, async (changed) => {
      // Whoever opens it again finds what was left.
      if (this.#isClosed) throw new UnavailableError('the replica was closed');
      if (await this.#jobs.copy(changed)) this.#changed.next(changed.id);
    });
    if (this.#since === null) await this.#jobs.retain(new Set(changes.jobs.map(({ id }) => id)));
    await this.imports.apply(changes.imports, this.#since === null);
    await this.#documents.apply(changes.documents);
    this.#since = changes.since;
  }
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, FIRST_PATIENCE_MS).unref());
}
