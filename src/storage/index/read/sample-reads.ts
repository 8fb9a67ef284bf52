import type { Sample, WholeSample } from '../../../domain/run.ts';
import type { Job } from '../../../domain/job.ts';
import type { HumanLabel, NewLabel } from '../../../domain/label-store.ts';
import type { JobFigures } from '../../../domain/job-figures.ts';
import type { Rating, RatingColumns } from '../../../domain/ratings.ts';
import type { ComparedPlace, ComparedSample, JudgeQuery, SampleRange, SlicingField } from '../../../domain/run-store.ts';
import { type ScoredColumns, scoredRun } from '../../../domain/scored-columns.ts';
import type {
  AggregateQuery,
  PlacedSample,
  SampleAggregate,
  SampleDetail,
  SamplePage,
  SampleQuery,
} from '../../../domain/sample-query.ts';
import { type JudgedMetric, judgedRun } from '../../../statistics/judged-run.ts';
import type { SampleLevels } from '../../../statistics/scored-run.ts';
import type { IndexDatabase } from '../index-database.ts';
import { jobFigures } from '../report/job-figures.ts';
import type { ColumnCache } from './column-cache.ts';
import { comparedSample } from './compared-sample.ts';
import { humanLabels, labelledSamples } from './labelled-samples.ts';
import { besideOthers } from './other-samples.ts';
import { pathLabels } from './path-labels.ts';
import { placedSamples, shownSample } from './placed-samples.ts';
import { type RandomDraw, randomSamples } from './random-samples.ts';
import { ratingColumns } from './rating-columns.ts';
import { type ReadableRun, runState } from './readable-run.ts';
import { RunColumns } from './run-columns.ts';
import { metricNames, metricNumber } from './run-metrics.ts';
import { sampleAggregate } from './sample-aggregate.ts';
import { sampleDetail } from './sample-detail.ts';
import { sampleLevels } from './sample-levels.ts';
import { firstWithin, samplesAt } from './sample-rows.ts';
import type { PageSource } from './page-source.ts';
import { placePage } from './sample-page.ts';
import type { SampleSearch } from './sample-search.ts';
import { scoredColumns } from './scored-columns.ts';
import { wholeSamples } from './whole-samples.ts';

/** Lines of one batch of samples. */
const MAX_BYTES = 4 * 1024 * 1024;

/** A request for samples of a run. Each can be sent to another thread. */
export interface PageTask {
  readonly run: ReadableRun;
  readonly query: SampleQuery;
  readonly against: ReadableRun | null;
}

export interface AggregateTask {
  readonly run: ReadableRun;
  readonly query: AggregateQuery;
  readonly against: ReadableRun | null;
}

export interface DetailTask {
  readonly run: ReadableRun;
  readonly row: number;
  readonly replicate: number | undefined;
}

export interface RangeTask {
  readonly run: ReadableRun;
  readonly range: Required<SampleRange>;
}

export interface ScoresTask {
  readonly runs: readonly ReadableRun[];
  readonly clusterBy: string | undefined;
  /** People's labels of each run. */
  readonly labels?: readonly (readonly HumanLabel[])[] | undefined;
}

export interface LevelsTask {
  readonly runs: readonly ReadableRun[];
  readonly field: SlicingField;
}

export interface LabelledTask {
  readonly run: ReadableRun;
  readonly labels: readonly NewLabel[];
}

export interface JudgedTask {
  readonly run: ReadableRun;
  readonly asked: JudgeQuery;
}

export interface RatingsTask {
  readonly run: ReadableRun;
  readonly ratings: readonly Rating[];
}

export interface RandomTask {
  readonly run: ReadableRun;
  readonly draw: RandomDraw;
}

export interface FirstSamplesTask {
  readonly run: ReadableRun;
  readonly places: readonly ComparedPlace[];
}

export interface FiguresTask {
  readonly scope: string;
  readonly job: Job;
  /** The job's log. */
  readonly file: string;
  /** See `ReadableRun`. */
  readonly refusesOtherLines: boolean;
  /** How many of the weakest examples are wanted. */
  readonly examples: number;
}

/** Reads samples of runs from an index, in the thread that calls it. */
export class SampleReads {
  readonly #database: IndexDatabase;
  readonly #search: SampleSearch;
  readonly #cache: ColumnCache;

  constructor(database: IndexDatabase, search: SampleSearch, cache: ColumnCache) {
    this.#database = database;
    this.#search = search;
    this.#cache = cache;
  }

  page({ run, query, against }: PageTask): SamplePage {
    const source = this.#source(run, against);
    const { positions, nextCursor, total, search, differences } = placePage(source, query);
    const isShort = query.isShort === true;
    const samples = placedSamples(this.#database, run, positions, { hasEvents: !isShort, differences, isShort });
    const shown = source.other === null ? samples : besideOthers(source.columns, source.other, positions, samples, isShort);
    return { samples: shown, nextCursor, total, search };
  }

  aggregate({ run, query, against }: AggregateTask): SampleAggregate {
    const source = this.#source(run, against);
    // An answer that depends on another run or on how many texts can be searched by now is made anew.
    if (against !== null || query.q !== undefined) return sampleAggregate(source, query);
    const make = (): Uint8Array => Buffer.from(JSON.stringify(sampleAggregate(source, query)));
    const answer = source.columns.column(`aggregate ${JSON.stringify(query)}`, false, make);
    return JSON.parse(Buffer.from(answer).toString()) as SampleAggregate;
  }

  detail({ run, ...place }: DetailTask): SampleDetail | undefined {
    runState(this.#database, run);
    return sampleDetail(this.#database, run, place);
  }

  /** Samples from a position on, fewer where their lines are long; none at the end. */
  samples(task: RangeTask): Sample[] {
    return this.#shown(task.run, this.#positions(task));
  }

  /** The same with all that is known of them. */
  wholeSamples(task: RangeTask): WholeSample[] {
    return wholeSamples(this.#columns(task.run), this.#positions(task));
  }

  /** The first sample at each of these places in `scores`, in their order; `undefined` where there is none. */
  samplesOf({ run, places }: FirstSamplesTask): (ComparedSample | undefined)[] {
    runState(this.#database, run);
    return samplesAt(this.#database, run.runNo, places).map((pos) =>
      pos === undefined ? undefined : comparedSample(this.#database, run, pos),
    );
  }

  jobFigures(task: FiguresTask): JobFigures {
    return jobFigures({ database: this.#database, cache: this.#cache, ...task });
  }

  scores({ runs, clusterBy, labels }: ScoresTask): ScoredColumns[] {
    const isOwn = clusterBy === undefined || clusterBy === 'cluster';
    return runs.map((run, at) => {
      const columns = this.#columns(run);
      const scored = scoredColumns(columns, isOwn ? null : pathLabels(columns, clusterBy));
      const ofRun = labels?.[at];
      return ofRun === undefined ? scored : { ...scored, humanLabels: humanLabels(columns, ofRun) };
    });
  }

  /** The levels of the samples of runs in a field. Throws `unusable_request` where there are too many. */
  levels({ runs, field }: LevelsTask): SampleLevels[] {
    return sampleLevels(
      runs.map((run) => this.#columns(run)),
      field,
    );
  }

  /** The labels with their samples. Throws `unusable_request` for those that can't be placed. */
  labelled({ run, labels }: LabelledTask): HumanLabel[] {
    runState(this.#database, run);
    return labelledSamples(this.#database, run, labels);
  }

  /** The metrics of a run, or one, held against people's labels. Throws `unusable_request` for a metric that it does not have. */
  judged({ run, asked: { labels, metric, alpha } }: JudgedTask): readonly JudgedMetric[] {
    if (metric !== undefined) metricNumber(this.#database, run, metric);
    const columns = this.#columns(run);
    const metrics = metric === undefined ? metricNames(this.#database, run) : [metric];
    return judgedRun(scoredRun(scoredColumns(columns, null)), humanLabels(columns, labels), metrics, alpha);
  }

  /** What is said of the samples of a run. Throws `unusable_request` for a metric or a look that is not there. */
  ratings({ run, ratings }: RatingsTask): RatingColumns {
    return ratingColumns(this.#columns(run), ratings);
  }

  /** Samples drawn at random, in the order of the draw. */
  random({ run, draw }: RandomTask): PlacedSample[] {
    const positions = randomSamples(this.#columns(run), draw);
    return placedSamples(this.#database, run, positions, { hasEvents: false, differences: null });
  }

  #positions({ run, range: { offset, limit } }: RangeTask): number[] {
    const count = Math.max(0, Math.min(limit, runState(this.#database, run).size - offset));
    const positions = Array.from({ length: count }, (_, at) => offset + at);
    return firstWithin(this.#database, run.runNo, positions, MAX_BYTES);
  }

  #shown(run: ReadableRun, positions: readonly number[]): Sample[] {
    const placed = placedSamples(this.#database, run, positions, { hasEvents: false, differences: null });
    return placed.map(shownSample);
  }

  #source(run: ReadableRun, against: ReadableRun | null): PageSource {
    return { columns: this.#columns(run), other: against && this.#columns(against), search: this.#search };
  }

  #columns(run: ReadableRun): RunColumns {
    return new RunColumns(this.#database, run, this.#cache);
  }
}
