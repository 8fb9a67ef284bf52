import { join } from 'node:path';
import { AssayError, JobNotFoundError, RunNotFoundError, UnusableRequestError } from '../../domain/errors.ts';
import type { Job } from '../../domain/job.ts';
import type { JobFigures } from '../../domain/job-figures.ts';
import type { JobStore } from '../../domain/job-store.ts';
import type { IndexState, RunPage, RunQuery } from '../../domain/list-query.ts';
import type { ResultPage, ResultQuery } from '../../domain/result.ts';
import type { Rating, RunRatings } from '../../domain/ratings.ts';
import type { ImportedSample, NewRun, Run, Sample, WholeSample } from '../../domain/run.ts';
import { parseRunId } from '../../domain/run-of-job.ts';
import type {
  ComparedPlace,
  ComparedSample,
  ComparedRun,
  ForeignVersion,
  ImportedRun,
  RunImport,
  JudgeQuery,
  RunStore,
  SampleRange,
  SlicingField,
  StepChoice,
} from '../../domain/run-store.ts';
import type { HumanLabel, NewLabel } from '../../domain/label-store.ts';
import type {
  AggregateQuery,
  PlacedSample,
  SampleAggregate,
  SampleDetail,
  SamplePage,
  SampleQuery,
} from '../../domain/sample-query.ts';
import type { JudgedMetric } from '../../statistics/judged-run.ts';
import type { SampleLevels } from '../../statistics/scored-run.ts';
import { jobFolder } from '../file/job-folder.ts';
import { removeLabelsLeftBehind } from '../labels/label-folder.ts';
import type { AssayIndex } from './assay-index.ts';
import type { JobTable } from './job-table.ts';
import type { LogIndex } from './log-index.ts';
import { batchesOf, type BatchesAfter, rangeAfter } from './read/batches.ts';
import { type ReadableRun, readableStamp } from './read/readable-run.ts';
import type { SampleReader } from './read/sample-reader.ts';
import { StaleRowsError } from './read/stale-rows.error.ts';
import { resultPage } from './result-list.ts';
import type { RunFolders } from './run-folders.ts';
import { runOfRow, type RunTable, type StoredRunRow } from './run-table.ts';

/** How long a list waits for what is being read. Of what is not read by then it shows what is known. */
const LIST_PATIENCE_MS = 1_000;

/** The same of the list of results, which a page asks for again and again. */
const RESULTS_PATIENCE_MS = 200;

export interface RunStoreParts {
  readonly projectsRoot: string;
  readonly storageDir: string;
  readonly index: AssayIndex;
  readonly table: RunTable;
  readonly jobTable: JobTable;
  readonly jobs: JobStore;
  readonly logs: LogIndex;
  readonly folders: RunFolders;
  readonly reader: SampleReader;
}

/**
 * Runs as the index has them: jobs and steps of jobs, imports, and what Themis wrote. Whatever is asked for, the index is first brought in step
 * with the files.
 */
export class IndexedRunStore implements RunStore {
  readonly #parts: RunStoreParts;
  readonly #jobsRoot: string;

  constructor(parts: RunStoreParts) {
    this.#parts = parts;
    this.#jobsRoot = join(parts.projectsRoot, 'jobs');
  }

  async list(asked: RunQuery = {}): Promise<RunPage> {
    const { index, jobs, folders, logs, table } = this.#parts;
    index.look();
    await Promise.all([jobs.list({ limit: 1 }), folders.refresh(LIST_PATIENCE_MS)]);
    await logs.idle(LIST_PATIENCE_MS);
    logs.flush();
    return table.page(asked);
  }

  async results(asked: ResultQuery): Promise<ResultPage> {
    const { index, jobs, folders, logs, table, jobTable } = this.#parts;
    index.look();
    await Promise.all([jobs.list({ limit: 1 }), folders.refresh(RESULTS_PATIENCE_MS)]);
    await logs.idle(RESULTS_PATIENCE_MS);
    logs.flush();
    return index.read((database) => resultPage(database, table.scope, asked, (jobId) => jobTable.find(jobId)));
  }

  async find(runId: string): Promise<Run | undefined> {
    await this.#catchUp([runId]);
    const row = this.#parts.table.find(runId);
    return row && runOfRow(row);
  }

  async foreign(): Promise<readonly ForeignVersion[]> {
    await this.#parts.folders.refresh(LIST_PATIENCE_MS);
    return this.#parts.table.foreign();
  }

  samples(runId: string, range: SampleRange): AsyncGenerator<readonly Sample[]> {
    return this.#streamed(runId, (run, count) => this.#parts.reader.samples(run, rangeAfter(range, count)));
  }

  wholeSamples(runId: string): AsyncGenerator<readonly WholeSample[]> {
    return this.#streamed(runId, (run, count) => this.#parts.reader.wholeSamples(run, count));
  }

  async page(runId: string, asked: SampleQuery): Promise<SamplePage> {
    return this.#reading(runId, async (run) => this.#parts.reader.page(run, asked, await this.#other(asked.against)));
  }

  async aggregate(runId: string, asked: AggregateQuery): Promise<SampleAggregate> {
    return this.#reading(runId, async (run) => this.#parts.reader.aggregate(run, asked, await this.#other(asked.against)));
  }

  async sample(runId: string, row: number, replicate?: number): Promise<SampleDetail | undefined> {
    return this.#reading(runId, (run) => this.#parts.reader.detail(run, row, replicate));
  }

  async compared(
    runIds: readonly string[],
    clusterBy?: string,
    labels?: readonly (readonly HumanLabel[])[],
  ): Promise<readonly ComparedRun[]> {
    return this.#checked(jobsOf(runIds), async (refusesOtherLines) => {
      await this.#catchUp(runIds);
      const rows = runIds.map((runId) => this.#row(runId));
      const readable = rows.map((row) => ({ ...this.#readableOf(row), refusesOtherLines }));
      const scores = await this.#repaired(() => this.#parts.reader.scores(readable, clusterBy, labels));
      return rows.flatMap((row, at) => {
        const columns = scores[at];
        return columns === undefined ? [] : [{ run: runOfRow(row), columns }];
      });
    });
  }

  async levels(runIds: readonly string[], field: SlicingField): Promise<readonly SampleLevels[]> {
    return this.#checked(jobsOf(runIds), async (refusesOtherLines) => {
      await this.#catchUp(runIds);
      const readable = runIds.map((runId) => ({ ...this.#readableOf(this.#row(runId)), refusesOtherLines }));
      return this.#repaired(() => this.#parts.reader.levels(readable, field));
    });
  }

  async samplesOf(runId: string, places: readonly ComparedPlace[]): Promise<readonly (ComparedSample | undefined)[]> {
    return this.#reading(runId, (run) => this.#parts.reader.samplesOf(run, places));
  }

  async judged(runId: string, asked: JudgeQuery): Promise<readonly JudgedMetric[]> {
    return this.#reading(runId, (run) => this.#parts.reader.judged(run, asked));
  }

  async ratings(runId: string, ratings: readonly Rating[]): Promise<RunRatings> {
    return this.#reading(runId, async (run) => ({
      run: runOfRow(this.#row(runId)),
      columns: await this.#parts.reader.ratings(run, ratings),
    }));
  }

  async randomSamples(
    runId: string,
    draw: { readonly count: number; readonly seed: number },
  ): Promise<readonly PlacedSample[]> {
    return this.#reading(runId, (run) => this.#parts.reader.random(run, draw));
  }

  /** The labels with their samples. Throws `run_not_found`, and `unusable_request` for those that can't be placed. */
  async labelled(runId: string, labels: readonly NewLabel[]): Promise<readonly HumanLabel[]> {
    return this.#reading(runId, (run) => this.#parts.reader.labelled(run, labels));
  }

  /** What the index has of a run itself. Throws `run_not_found`. */
  async row(runId: string): Promise<StoredRunRow> {
    await this.#catchUp([runId]);
    return this.#row(runId);
  }

  async stepsOf(jobId: string, which: StepChoice = 'all'): Promise<readonly number[]> {
    await this.#job(jobId);
    return this.#parts.table.stepsOf(jobId, which);
  }

  async jobFigures(jobId: string, examples = 0): Promise<JobFigures> {
    const { jobTable, reader } = this.#parts;
    const job = await this.#job(jobId);
    const file = this.#eventsFile(jobId);
    return this.#checked([jobId], (refusesOtherLines) =>
      this.#repaired(() => reader.jobFigures(jobTable.scope, job, { file, refusesOtherLines, examples })),
    );
  }

  async import(run: NewRun, samples: AsyncIterable<readonly ImportedSample[]>): Promise<ImportedRun> {
    const [imported] = await this.importAll([{ run, samples }]);
    if (imported === undefined) throw new Error('an import made no run');
    return imported;
  }

  async importAll(imports: readonly RunImport[]): Promise<readonly ImportedRun[]> {
    for (const { run } of imports) {
      const owner = run.runId === undefined ? undefined : await this.find(run.runId);
      if (owner !== undefined && owner.source !== 'import')
        throw new AssayError('already_exists', `a run ${owner.runId} exists already: import under another run_id`);
    }
    const kept = await this.#parts.folders.importAll(imports);
    // Means over examples are known once all samples are in the index.
    return Promise.all(kept.map(async ({ run, isNew }) => ({ run: (await this.find(run.runId)) ?? run, isNew })));
  }

  async delete(runId: string): Promise<void> {
    await this.#catchUp([runId]);
    const row = this.#parts.table.find(runId);
    if (row === undefined) throw new RunNotFoundError(runId);
    if (row.source === 'job' && row.step_index < 0) await this.#parts.jobs.delete(row.origin);
    else await this.#parts.folders.delete(row);
    await removeLabelsLeftBehind(row, this.#parts);
  }

  state(): IndexState {
    const { index, logs, folders } = this.#parts;
    const { done } = logs;
    const isReady = done === 1 && folders.isSettled;
    const state = index.isStalled ? 'stalled' : isReady ? 'ready' : 'building';
    return { state, done, isTemporary: index.isTemporary };
  }

  /** A job whose events are in the index. Throws `job_not_found`. */
  async #job(jobId: string): Promise<Job> {
    const { index, jobs, logs } = this.#parts;
    index.look();
    const job = await jobs.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    await logs.catchUp(job);
    return job;
  }

  /** Brings the index in step with what the ids name. */
  async #catchUp(runIds: readonly string[]): Promise<void> {
    const { index, folders } = this.#parts;
    index.look();
    const areJobs = await Promise.all(runIds.map((runId) => this.#catchUpJob(runId)));
    if (areJobs.includes(false)) await folders.catchUp();
  }

  /** Returns whether the id names a job. */
  async #catchUpJob(runId: string): Promise<boolean> {
    const { jobs, logs } = this.#parts;
    const named = parseRunId(runId);
    const job = named && (await jobs.find(named.jobId));
    if (job !== undefined) await logs.catchUp(job);
    return job !== undefined;
  }

  async #readable(runId: string): Promise<ReadableRun> {
    await this.#catchUp([runId]);
    return this.#readableOf(this.#row(runId));
  }

  /** Throws `run_not_found`. */
  #row(runId: string): StoredRunRow {
    const row = this.#parts.table.readable(runId);
    if (row === undefined) throw new RunNotFoundError(runId);
    return row;
  }

  /** The run that differences are to. */
  async #other(runId: string | undefined): Promise<ReadableRun | null> {
    if (runId === undefined) return null;
    await this.#catchUp([runId]);
    const row = this.#parts.table.readable(runId);
    if (row === undefined)
      throw new UnusableRequestError(`against names the run ${JSON.stringify(runId.slice(0, 200))}, which is not there`);
    return this.#readableOf(row);
  }

  #readableOf(row: StoredRunRow): ReadableRun {
    const { run_no: runNo, run_id: runId, source, origin } = row;
    const file = source === 'job' ? this.#eventsFile(origin) : this.#parts.folders.samplesFile(row);
    return { runNo, runId, source, file, stamp: readableStamp(row, this.#logOf(row)) };
  }

  /** The very log that the rows of a job are made from. */
  #logOf({ source, origin }: StoredRunRow): string | null {
    return source === 'job' ? (this.#parts.jobTable.log(origin)?.inode ?? null) : null;
  }

  #eventsFile(jobId: string): string {
    return jobFolder(this.#jobsRoot, jobId).events;
  }

  #streamed<Item>(runId: string, after: BatchesAfter<Item>): AsyncGenerator<readonly Item[]> {
    return batchesOf(after, { reading: (work) => this.#reading(runId, work), readable: () => this.#readable(runId) });
  }

  /** Throws `run_not_found`. */
  async #reading<Result>(runId: string, work: (run: ReadableRun) => Promise<Result>): Promise<Result> {
    return this.#checked(jobsOf([runId]), async (refusesOtherLines) => {
      const run = { ...(await this.#readable(runId)), refusesOtherLines };
      return this.#repaired(() => work(run));
    });
  }

  /**
   * A log that is found to be another one than the index has read is read anew, and then what it lacks is left out. A run that was made
   * anew while it was read is looked up again.
   */
  async #checked<Result>(jobIds: readonly string[], work: (refusesOtherLines: boolean) => Promise<Result>): Promise<Result> {
    try {
      return await work(true);
    } catch (error) {
      const isGone = error instanceof AssayError && error.code === 'run_not_found';
      if (!isGone && !(error instanceof StaleRowsError)) throw error;
      if (!isGone) for (const jobId of jobIds) await this.#readAnew(jobId);
    }
    return work(false);
  }

  async #readAnew(jobId: string): Promise<void> {
    const job = await this.#parts.jobs.find(jobId);
    if (job !== undefined) await this.#parts.logs.readAnew(job);
  }

  /** What another thread found wrong with the index is mended here, and the reading tried again. */
  async #repaired<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!this.#parts.index.repair(error)) throw error;
      return work();
    }
  }
}

/** The jobs that ids of runs may name. */
function jobsOf(runIds: readonly string[]): readonly string[] {
  return [...new Set(runIds.flatMap((runId) => parseRunId(runId)?.jobId ?? []))];
}

/** None at the end. */
