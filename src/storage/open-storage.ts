import { join } from 'node:path';
import { type Clock, systemClock } from '../domain/clock.ts';
import { FileComparisonStore } from './comparisons/file-comparison-store.ts';
import { FileArchive } from './file-archive.ts';
import { FileJobStore } from './file/file-job-store.ts';
import { AssayIndex } from './index/assay-index.ts';
import { IndexBuilder } from './index/index-builder.ts';
import { IndexKeeper } from './index/index-keeper.ts';
import { IndexedRunStore } from './index/indexed-run-store.ts';
import { scopeOf } from './index/index-file.ts';
import { JobTable } from './index/job-table.ts';
import { LogIndex } from './index/log-index.ts';
import { SampleReader } from './index/read/sample-reader.ts';
import { RunFolders } from './index/run-folders.ts';
import { RunTable } from './index/run-table.ts';
import { StoredNames } from './index/stored-names.ts';
import { FileLabelStore } from './labels/file-label-store.ts';

export interface StorageOptions {
  readonly projectsRoot: string;
  /** Made if it is missing. */
  readonly storageDir: string;
  readonly clock?: Clock;
  /** Whether heavy work is done in threads of its own. Without, it starts sooner, and holds up what else the process does. */
  readonly hasThreads?: boolean;
  /** Whether its jobs are a copy of what another store has; see `FileJobStore`. */
  readonly isReplica?: boolean;
  /** Told in a sentence what is damaged, and what becomes of it. */
  readonly onFault?: (message: string) => void;
}

/** The stores of jobs and runs over the files of one projects root and one storage folder, and the index beside them. */
export class Storage {
  readonly jobs: FileJobStore;
  readonly runs: IndexedRunStore;
  readonly labels: FileLabelStore;
  readonly comparisons: FileComparisonStore;
  readonly archive: FileArchive;
  readonly names: StoredNames;
  readonly #index: AssayIndex;
  readonly #builder: IndexBuilder;
  readonly #logs: LogIndex;
  readonly #folders: RunFolders;
  readonly #reader: SampleReader;
  readonly #keeper: IndexKeeper;

  private constructor({
    projectsRoot,
    storageDir,
    clock = systemClock,
    hasThreads = true,
    isReplica = false,
    onFault = () => undefined,
  }: StorageOptions) {
    const index = AssayIndex.in(storageDir, onFault);
    const scope = scopeOf(projectsRoot);
    const table = new JobTable(index, scope);
    const builder = new IndexBuilder(index, hasThreads);
    const onDamage = (jobId: string, lines: readonly number[]): void => this.jobs.noteDamage(jobId, lines);
    const logs = new LogIndex({ projectsRoot, index, table, builder, onDamage, onFault });
    const folders = new RunFolders({ storageDir, index, builder, clock, onFault });
    const reader = new SampleReader(index, hasThreads);
    this.jobs = new FileJobStore(projectsRoot, clock, { index, table, logIndex: logs, isReplica });
    const runs = new RunTable(index, scope);
    this.runs = new IndexedRunStore({
      projectsRoot,
      storageDir,
      index,
      table: runs,
      jobTable: table,
      jobs: this.jobs,
      logs,
      folders,
      reader,
    });
    this.labels = new FileLabelStore({ projectsRoot, storageDir, runs: this.runs, clock, onFault });
    this.comparisons = new FileComparisonStore(storageDir, clock);
    this.names = new StoredNames({ index, table: runs, jobs: this.jobs, runs: this.runs });
    this.archive = new FileArchive({
      projectsRoot,
      storageDir,
      jobs: this.jobs,
      runs: this.runs,
      comparisons: this.comparisons,
    });
    this.#index = index;
    this.#builder = builder;
    this.#logs = logs;
    this.#folders = folders;
    this.#reader = reader;
    this.#keeper = new IndexKeeper(index, builder, {
      scope,
      jobsRoot: join(projectsRoot, 'jobs'),
      importsRoot: join(storageDir, 'runs'),
    });
  }

  /** Opens it, and ends what lost processes have left running. What the index lacks is read in the background. */
  static async open(options: StorageOptions): Promise<Storage> {
    const storage = new Storage(options);
    await storage.jobs.recover();
    await storage.#folders.recover();
    storage.#logs.start();
    storage.#keeper.start();
    return storage;
  }

  async close(): Promise<void> {
    await this.#keeper.close();
    await this.#folders.close();
    await this.#logs.close();
    await this.#reader.close();
    await this.#builder.close();
    await this.comparisons.close();
    await this.jobs.close();
    this.#index.close();
  }
}
