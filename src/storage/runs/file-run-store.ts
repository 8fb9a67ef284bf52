import { join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import { AssayError, RunNotFoundError } from '../../domain/errors.ts';
import type { JobStore } from '../../domain/job-store.ts';
import type { ImportedRun, RunStore, SampleRange } from '../../domain/run-store.ts';
import { newestFirst } from '../../domain/newest-first.ts';
import { placeOfRun, type NewRun, type Run, type RunSummary, type Sample } from '../../domain/run.ts';
import type { ScoredRun } from '../../statistics/scored-run.ts';
import { CacheRoot } from './cache-root.ts';
import { ColumnCache } from './column-cache.ts';
import { HiddenRuns } from './hidden-runs.ts';
import { ImportedRuns } from './imported-runs.ts';
import { JobRunCache } from './job-run-cache.ts';
import { JobRuns } from './job-runs.ts';
import type { FoundRun, RunPart } from './run-part.ts';
import { ThemisRuns } from './themis/themis-runs.ts';

export interface RunStoreOptions {
  readonly projectsRoot: string;
  /** Made on first use. */
  readonly storageDir: string;
  readonly jobs: JobStore;
  readonly clock: Clock;
  /** Told in a sentence what is damaged and left out. */
  readonly onFault: (message: string) => void;
}

/**
 * Runs from three sources, of which the first that has an id owns it: jobs of a `JobStore`, imports in `<storageDir>/runs`,
 * and what Themis wrote in `<storageDir>/experiments`. In `.cache` lies only what can be made again; `.hidden` remembers runs
 * that were deleted while what they are made of stays.
 */
export class FileRunStore implements RunStore {
  readonly #jobStore: JobStore;
  readonly #columns = new ColumnCache();
  readonly #cachePath: string;
  readonly #jobCache: JobRunCache;
  readonly #jobs: JobRuns;
  readonly #imports: ImportedRuns;
  readonly #themis: ThemisRuns;
  readonly #parts: readonly RunPart[];
  #listed: { readonly parts: readonly (readonly RunSummary[])[]; readonly runs: readonly RunSummary[] } | undefined;

  constructor({ projectsRoot, storageDir, jobs, clock, onFault }: RunStoreOptions) {
    const hidden = new HiddenRuns(join(storageDir, '.hidden'));
    this.#cachePath = join(storageDir, '.cache');
    const cache = new CacheRoot(this.#cachePath);
    this.#jobStore = jobs;
    this.#jobCache = new JobRunCache(jobs, projectsRoot, cache, this.#columns);
    this.#jobs = new JobRuns(jobs, this.#jobCache, hidden, clock, onFault);
    this.#imports = new ImportedRuns(join(storageDir, 'runs'), clock, this.#columns, onFault);
    this.#themis = new ThemisRuns({ root: storageDir, cache, columns: this.#columns, hidden }, clock, onFault);
    this.#parts = [this.#jobs, this.#imports, this.#themis];
  }

  /** Removes what lost processes and deleted jobs left behind. Call it once, at the start. */
  async recover(): Promise<void> {
    await this.#imports.recover();
    await this.#jobCache.retain((await this.#jobStore.list()).jobs, this.#cachePath);
  }

  async list(): Promise<readonly RunSummary[]> {
    const parts = await Promise.all(this.#parts.map((part) => part.list()));
    if (this.#listed?.parts.every((part, at) => part === parts[at])) return this.#listed.runs;
    const runs = newestFirst(withoutRepeats(parts), placeOfRun);
    this.#listed = { parts, runs };
    return runs;
  }

  async find(runId: string): Promise<Run | undefined> {
    return (await this.#find(runId))?.run;
  }

  async *samples(runId: string, range: SampleRange): AsyncGenerator<readonly Sample[]> {
    yield* (await this.#existing(runId)).samples(range);
  }

  async samplesOf(runId: string, ids: readonly string[]): Promise<readonly Sample[]> {
    return (await this.#existing(runId)).samplesOf(ids);
  }

  async scores(runId: string, clusterBy?: string): Promise<ScoredRun> {
    return (await this.#existing(runId)).scores(clusterBy);
  }

  async import(run: NewRun, samples: AsyncIterable<readonly Sample[]>): Promise<ImportedRun> {
    const owner = run.runId === undefined ? undefined : await this.find(run.runId);
    if (owner !== undefined && owner.source !== 'import')
      throw new AssayError('already_exists', `a run ${owner.runId} exists already: import under another run_id`);

    return this.#imports.import(run, samples);
  }

  async delete(runId: string): Promise<void> {
    for (const part of this.#parts) if (await part.delete(runId)) return;
    throw new RunNotFoundError(runId);
  }

  async settle(jobId: string): Promise<void> {
    await this.#jobs.settle(jobId);
  }

  async close(): Promise<void> {
    await this.#themis.close();
    this.#columns.clear();
  }

  async #find(runId: string): Promise<FoundRun | undefined> {
    for (const part of this.#parts) {
      const found = await part.find(runId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #existing(runId: string): Promise<FoundRun> {
    const found = await this.#find(runId);
    if (found === undefined) throw new RunNotFoundError(runId);
    return found;
  }
}

function withoutRepeats(parts: readonly (readonly RunSummary[])[]): Iterable<RunSummary> {
  const runs = new Map<string, RunSummary>();
  for (const run of parts.flat()) if (!runs.has(run.runId)) runs.set(run.runId, run);
  return runs.values();
}
