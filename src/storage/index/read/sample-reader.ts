import { extname } from 'node:path';
import { Piscina } from 'piscina';
import type { Job } from '../../../domain/job.ts';
import type { JobFigures } from '../../../domain/job-figures.ts';
import type { Rating, RatingColumns } from '../../../domain/ratings.ts';
import type { ComparedPlace, ComparedSample, JudgeQuery, SampleRange, SlicingField } from '../../../domain/run-store.ts';
import type { ScoredColumns } from '../../../domain/scored-columns.ts';
import type { Sample, WholeSample } from '../../../domain/run.ts';
import type { HumanLabel, NewLabel } from '../../../domain/label-store.ts';
import type {
  AggregateQuery,
  PlacedSample,
  SampleAggregate,
  SampleDetail,
  SamplePage,
  SampleQuery,
} from '../../../domain/sample-query.ts';
import { THREAD_LIMITS } from '../../../domain/thread-limits.ts';
import type { JudgedMetric } from '../../../statistics/judged-run.ts';
import type { SampleLevels } from '../../../statistics/scored-run.ts';
import type { IndexDatabase } from '../index-database.ts';
import { ColumnCache } from './column-cache.ts';
import type { RandomDraw } from './random-samples.ts';
import type { ReadableRun } from './readable-run.ts';
import { type FiguresTask, SampleReads } from './sample-reads.ts';
import type * as worker from './sample-reader.worker.ts';
import { TextSearch } from './text-search.ts';
import { type ThreadAnswer, valueOfAnswer } from './thread-answer.ts';

/** The worker beside this file: `.ts` from source, `.js` from the build. */
const WORKER = new URL(`./sample-reader.worker${extname(import.meta.url)}`, import.meta.url).href;

/** One for what takes long, one for the next page. */
const THREADS = 2;
const IDLE_MS = 60_000;

/** Samples of a batch of a whole export. */
const BATCH = 250;

/** No file, which no other thread can open. */
const IN_MEMORY = ':memory:';

/** The index that samples are read from: where it is now, and what this thread has open. */
export interface ReadIndex {
  readonly path: string;
  readonly textPath: string;
  read<Result>(work: (database: IndexDatabase) => Result): Result;
}

type Tasks = typeof worker;
type TaskName = keyof Tasks;
type TaskOf<Name extends TaskName> = Omit<Parameters<Tasks[Name]>[0], 'place'>;
type ValueOf<Name extends TaskName> = ReturnType<Tasks[Name]> extends ThreadAnswer<infer Value> ? Value : never;

/**
 * Reads samples of runs in other threads, so that the event loop goes on. All methods throw `run_not_found` where the index no longer
 * has the run, a `StaleRowsError` where its rows are of another log (see `ReadableRun`), and errors of SQLite as they are (see `indexFaultOf`).
 */
export class SampleReader {
  readonly #index: ReadIndex;
  readonly #hasThreads: boolean;
  readonly #memoryCache = new ColumnCache();
  #pool: Piscina | undefined;

  /** `hasThreads`: whether it reads in other threads, and not in the one that asks. */
  constructor(index: ReadIndex, hasThreads = true) {
    this.#index = index;
    this.#hasThreads = hasThreads && index.path !== IN_MEMORY;
  }

  /** A page of the samples that match. Throws `unusable_request` for a metric, a search or a cursor that can't be used. */
  page(run: ReadableRun, query: SampleQuery, against: ReadableRun | null): Promise<SamplePage> {
    return this.#do('page', { run, query, against });
  }

  /** Counts and means of the samples that match. Throws `unusable_request` for a metric or a search that can't be used. */
  aggregate(run: ReadableRun, query: AggregateQuery, against: ReadableRun | null): Promise<SampleAggregate> {
    return this.#do('aggregate', { run, query, against });
  }

  /** The sample of a row, by default its first replicate; `undefined` where there is none. */
  detail(run: ReadableRun, row: number, replicate: number | undefined): Promise<SampleDetail | undefined> {
    return this.#do('detail', { run, row, replicate });
  }

  /** Samples in the order in which they came, batch by batch. */
  async *samples(run: ReadableRun, { offset, limit = Infinity }: SampleRange): AsyncGenerator<readonly Sample[]> {
    const end = offset + limit;
    for (let at = offset; at < end;) {
      const batch = await this.#do('samples', { run, range: { offset: at, limit: Math.min(BATCH, end - at) } });
      if (batch.length === 0) return;
      yield batch;
      at += batch.length;
    }
  }

  /** Samples with all that is known of them, from a position on, in the order in which they came, batch by batch. */
  async *wholeSamples(run: ReadableRun, offset: number): AsyncGenerator<readonly WholeSample[]> {
    for (let at = offset; ;) {
      const batch = await this.#do('wholeSamples', { run, range: { offset: at, limit: BATCH } });
      if (batch.length === 0) return;
      yield batch;
      at += batch.length;
    }
  }

  /** The first sample at each of these places in `scores`, in their order; `undefined` where there is none. */
  samplesOf(run: ReadableRun, places: readonly ComparedPlace[]): Promise<readonly (ComparedSample | undefined)[]> {
    return this.#do('samplesOf', { run, places });
  }

  /** What a report needs of the events of a job, whose log is `file`. */
  jobFigures(scope: string, job: Job, log: Omit<FiguresTask, 'scope' | 'job'>): Promise<JobFigures> {
    return this.#do('jobFigures', { scope, job, ...log });
  }

  /** The scores of runs, in their order and ready to be compared: see `RunStore.compared`. */
  scores(
    runs: readonly ReadableRun[],
    clusterBy?: string,
    labels?: readonly (readonly HumanLabel[])[],
  ): Promise<readonly ScoredColumns[]> {
    return this.#do('scores', { runs, clusterBy, labels });
  }

  /** The levels of the samples of runs in a field: see `RunStore.levels`. */
  levels(runs: readonly ReadableRun[], field: SlicingField): Promise<readonly SampleLevels[]> {
    return this.#do('levels', { runs, field });
  }

  /** The labels with their samples. Throws `unusable_request` for those that can't be placed. */
  labelled(run: ReadableRun, labels: readonly NewLabel[]): Promise<readonly HumanLabel[]> {
    return this.#do('labelled', { run, labels });
  }

  /** The metrics of a run, or one, held against people's labels. Throws `unusable_request` for a metric that it does not have. */
  judged(run: ReadableRun, asked: JudgeQuery): Promise<readonly JudgedMetric[]> {
    return this.#do('judged', { run, asked });
  }

  /** What is said of the samples of a run. Throws `unusable_request` for a metric or a look that is not there. */
  ratings(run: ReadableRun, ratings: readonly Rating[]): Promise<RatingColumns> {
    return this.#do('ratings', { run, ratings });
  }

  /** Samples drawn at random, in the order of the draw. */
  random(run: ReadableRun, draw: RandomDraw): Promise<readonly PlacedSample[]> {
    return this.#do('random', { run, draw });
  }

  /** Starts the first thread, so that nobody has to wait for it. */
  open(): void {
    if (this.#hasThreads) this.#opened();
  }

  async close(): Promise<void> {
    await this.#pool?.destroy();
    this.#pool = undefined;
  }

  async #do<Name extends TaskName>(name: Name, task: TaskOf<Name>): Promise<ValueOf<Name>> {
    const { path: indexPath, textPath } = this.#index;
    if (!this.#hasThreads) return this.#doHere(name, task);
    const answer: unknown = await this.#opened().run({ ...task, place: { indexPath, textPath } }, { name });
    return valueOfAnswer(answer as ThreadAnswer<ValueOf<Name>>);
  }

  #doHere<Name extends TaskName>(name: Name, task: TaskOf<Name>): ValueOf<Name> {
    return this.#index.read((database) => {
      const reads = new SampleReads(database, new TextSearch(this.#index.textPath), this.#memoryCache);
      const work = reads[name].bind(reads) as unknown as (task: TaskOf<Name>) => ValueOf<Name>;
      return work(task);
    });
  }

  #opened(): Piscina {
    const limits = { minThreads: 1, maxThreads: THREADS, idleTimeout: IDLE_MS, resourceLimits: THREAD_LIMITS };
    return (this.#pool ??= new Piscina({ filename: WORKER, ...limits }));
  }
}
