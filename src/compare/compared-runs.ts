import { Inject, Injectable } from '@nestjs/common';
import { LabelsNotFoundError, UnusableRequestError } from '../domain/errors.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { type HumanLabel, LABEL_STORE, type LabelSet, type LabelStore } from '../domain/label-store.ts';
import { NAMES, type Names } from '../domain/names.ts';
import { knownRange } from '../domain/known-range.ts';
import type { Run } from '../domain/run.ts';
import { parseRunId } from '../domain/run-of-job.ts';
import { type ComparedPlace, type ComparedRun, type ComparedSample, RUN_STORE, type RunStore } from '../domain/run-store.ts';
import type { ScoredColumns } from '../domain/scored-columns.ts';
import { alignedByContent, type ContentRun, haveForeignIds } from './content-alignment.ts';
import { InvalidRequestError } from '../http/invalid-request.error.ts';
import type { ComparisonOptions, RunInProgress } from '../statistics/comparison-request.ts';
import type { Interval } from '../statistics/interval.ts';
import { isWithin } from '../statistics/score-ranges.ts';
import type { MeasuredRun, SampleLevels } from '../statistics/scored-run.ts';
import type { SearchStep } from '../statistics/selection.ts';

/** What is asked for: the runs by id, how their samples are grouped, and how to compare them. */
export interface RunsToCompare {
  readonly runIds: readonly string[];
  readonly clusterBy: string | null;
  readonly sliceBy: string | null;
  readonly options: Omit<ComparisonOptions, 'clustered' | 'sliced' | 'inProgress' | 'stoppedBy' | 'steps'>;
}

/** What else is asked of the runs of a comparison. */
export interface ReadOptions {
  /** The name of human labels that all of them have. */
  readonly humanLabels?: string | undefined;
  /** Which runs are compared with each other, by their places; all of them without it. */
  readonly groups?: readonly (readonly number[])[];
}

/** For each run the levels of its samples, and how many levels there are. */
export interface RunSlices {
  readonly ofRuns: readonly SampleLevels[];
  readonly levels: number;
}

/** The runs of a comparison, from the store. */
@Injectable()
export class ComparedRuns {
  constructor(
    @Inject(RUN_STORE) private readonly store: RunStore,
    @Inject(LABEL_STORE) private readonly labels: LabelStore,
    @Inject(NAMES) private readonly names: Names,
    @Inject(JOB_STORE) private readonly jobs: JobStore,
  ) {}

  /**
   * The ids of runs that are named by them or otherwise, in their order. Throws `run_not_found` and `ambiguous_name`, and an
   * `InvalidRequestError` about a field where two names are of the same run.
   */
  async ids(named: readonly string[], field: string): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const name of named) {
      const runId = await this.names.runId(name);
      const first = named[ids.indexOf(runId)];
      if (first !== undefined) throw sameRun([first, name], runId, field);
      ids.push(runId);
    }
    return ids;
  }

  /**
   * The runs with their scores, and with the human labels of this name. Throws `run_not_found`, and `unusable_request` when no sample of any of
   * them has the cluster, or one of them lacks the labels. Where the ids of runs that are compared with each other, `groups` of places, mean nothing, they are
   * `ContentRun`s.
   */
  async read(
    runIds: readonly string[],
    clusterBy: string | null,
    { humanLabels, groups = [[...runIds.keys()]] }: ReadOptions = {},
  ): Promise<readonly (ComparedRun | ContentRun)[]> {
    const labels = humanLabels === undefined ? undefined : await this.#labels(runIds, humanLabels);
    const runs = await this.store.compared(runIds, clusterBy ?? undefined, labels);
    if (clusterBy !== null && !runs.some(({ columns }) => hasClusters(columns))) {
      throw new UnusableRequestError(
        `No sample has ${JSON.stringify(clusterBy)}; cluster_by is "cluster", or a path such as "inputs.document_id".`,
      );
    }
    const compared = sameDataset(runs.map(({ run }) => run))
      ? runs
      : runs.map(({ run, columns }) => ({ run, columns: { ...columns, datasetRows: null } }));
    const found = [...compared];
    for (const places of groups) {
      const aligned = await this.#byContent(places.flatMap((place) => compared[place] ?? []));
      for (const [at, run] of aligned?.entries() ?? []) found[places[at] ?? -1] = run;
    }
    return found;
  }

  async #byContent(runs: readonly ComparedRun[]): Promise<readonly ContentRun[] | undefined> {
    if (!haveForeignIds(runs)) return undefined;
    const contents = await this.store.compared(
      runs.map(({ run }) => run.runId),
      'inputs',
    );
    return alignedByContent(runs, contents);
  }

  async #labels(runIds: readonly string[], name: string): Promise<readonly (readonly HumanLabel[])[]> {
    const found: (readonly HumanLabel[])[] = [];
    for (const runId of runIds) found.push((await this.labelsOf(runId, name)).labels);
    return found;
  }

  /** Human labels of a run. Throws `run_not_found`, and `unusable_request` where it has none of this name. */
  async labelsOf(runId: string, name: string): Promise<LabelSet> {
    try {
      return await this.labels.find(runId, name);
    } catch (error) {
      if (!(error instanceof LabelsNotFoundError)) throw error;
      const others = (await this.labels.list(runId)).map((set) => JSON.stringify(set.name)).slice(0, 10);
      const known = others.length === 0 ? 'it has no labels' : `it has ${others.join(', ')}`;
      throw new UnusableRequestError(
        `Run ${JSON.stringify(runId)} has no human labels ${JSON.stringify(name.slice(0, 80))}; ${known}. “assay labels import” puts them there, as PUT /api/runs/{run_id}/labels/{name} of a server does.`,
        { cause: error },
      );
    }
  }

  /** Those of the runs that are steps of optimize jobs, with what their jobs have scored on the same samples. */
  async steps(runs: readonly Run[]): Promise<ReadonlyMap<string, SearchStep>> {
    const steps = await Promise.all(runs.map((run) => this.#step(run)));
    return new Map(runs.flatMap(({ runId }, at) => (steps[at] === undefined ? [] : [[runId, steps[at]] as const])));
  }

  /** A test on held-out rows chose nothing: its search did, by other rows. */
  async #step({ runId, stepIndex, metadata }: Run): Promise<SearchStep | undefined> {
    const job = parseRunId(runId)?.jobId;
    if (stepIndex === null || job === undefined || metadata['holdout_of'] !== undefined) return undefined;
    const begun = await this.store.stepsOf(job, 'searched');
    return { job, step: stepIndex, candidates: begun.filter((step) => step > 0).length };
  }

  /** Those of the runs whose jobs ended with the verdict of a live comparison, and the id of that. One that took as many samples as were asked for is none. */
  async stoppedBy(runs: readonly Run[]): Promise<ReadonlyMap<string, string>> {
    const stopped = await Promise.all(runs.map((run) => this.#stoppedBy(run)));
    return new Map(runs.flatMap(({ runId }, at) => (stopped[at] === undefined ? [] : [[runId, stopped[at]] as const])));
  }

  async #stoppedBy({ runId, source, stepIndex }: Run): Promise<string | undefined> {
    if (source !== 'job' || stepIndex !== null) return undefined;
    const job = await this.jobs.find(parseRunId(runId)?.jobId ?? runId);
    const stopped = job?.stopped;
    if (stopped?.reason !== 'decided' || stopped['because'] === 'max_samples') return undefined;
    const id = stopped['comparison_id'];
    return typeof id === 'string' ? id : undefined;
  }

  /** The levels of each run's samples in the field that slices. Throws `unusable_request` when no sample has one, or there are too many. */
  async slices(runIds: readonly string[], sliceBy: string): Promise<RunSlices> {
    const ofRuns = await this.store.levels(runIds, { by: sliceBy, most: MOST_SLICES });
    const levels = new Set(ofRuns.flatMap(({ sets }) => sets.flat()));
    if (levels.size === 0) {
      throw new UnusableRequestError(
        `No sample has ${JSON.stringify(sliceBy)}; slice_by is "tags", "cluster", or a path such as "inputs.topic".`,
      );
    }
    return { ofRuns, levels: levels.size };
  }

  /** The samples at these places, in their order. */
  async samples(runId: string, places: readonly ComparedPlace[]): Promise<readonly (ComparedSample | undefined)[]> {
    return this.store.samplesOf(runId, places);
  }
}

function sameRun(named: readonly [string, string], runId: string, field: string): InvalidRequestError {
  const [first, second] = named.map((name) => JSON.stringify(name));
  const message = `${first} and ${second} both mean the run ${runId}`;
  return new InvalidRequestError(`A run can't be compared with itself: ${message}.`, [{ path: field, message }]);
}

/** Whether all were made over the same dataset, as far as is known. */
export function sameDataset(runs: readonly Run[]): boolean {
  const datasets = new Set(runs.map(datasetOf));
  return datasets.size === 1 && !datasets.has(null);
}

/** The SHA-256 of the dataset that a run was made over. */
function datasetOf({ metadata }: Run): string | null {
  const digest = metadata['dataset_sha256'];
  return typeof digest === 'string' ? digest : null;
}

/** Levels that one comparison may be sliced into. */
const MOST_SLICES = 100;

function hasClusters({ clusters, size }: ScoredColumns): boolean {
  return size === 0 || clusters !== null;
}

/**
 * The lowest and highest value of each metric, where that is known: what was told, that the scores of jobs are normalized, and what the
 * files of imports say, where they agree.
 */
export function metricRanges(
  runs: readonly Run[],
  scored: readonly MeasuredRun[],
  told: ReadonlyMap<string, Interval> = new Map(),
): ReadonlyMap<string, Interval> {
  const metrics = [...(scored[0]?.metrics.keys() ?? [])];
  const known = metrics.flatMap((metric) => {
    const [range, ...others] = runs.map((run) => knownRange(run, metric));
    const isShared = range !== undefined && others.every((other) => other?.[0] === range[0] && other[1] === range[1]);
    return isShared && scored.every((run) => isWithin(run, metric, range)) ? [[metric, range] as const] : [];
  });
  return new Map([...known, ...told]);
}

/** The runs that are still being made. The scores of a job may still be averaged with those of repeats; those of an import stay. */
export function unfinishedRuns(runs: readonly Run[]): ReadonlyMap<string, RunInProgress> {
  const unfinished = runs.filter(({ status }) => status === 'in_progress');
  return new Map(unfinished.map(({ runId, source }) => [runId, { areScoresFinal: source !== 'job' }]));
}
