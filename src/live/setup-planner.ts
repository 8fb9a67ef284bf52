import { Inject, Injectable } from '@nestjs/common';
import type { ComparisonOptions } from '../domain/comparison.ts';
import { refusing } from '../domain/comparison-refusals.ts';
import type { JobToCompare } from '../domain/comparison-starter.ts';
import { RunNotFoundError, UnusableRequestError } from '../domain/errors.ts';
import { isSettled, type Job } from '../domain/job.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { PROJECTS, type Projects } from '../domain/projects.ts';
import type { Run } from '../domain/run.ts';
import { parseRunId } from '../domain/run-of-job.ts';
import { type ComparedRun, RUN_STORE, type RunStore } from '../domain/run-store.ts';
import type { ScoredColumns } from '../domain/scored-columns.ts';
import { textList } from '../domain/text-list.ts';
import { exampleIdentity } from '../evaluation/trial-id.ts';
import type { Interval } from '../statistics/interval.ts';
import { LiveComparison } from '../statistics/live/live-comparison.ts';
import { type FinishedRun, liveMetrics, type LiveSetup } from '../statistics/live/live-setup.ts';
import { isWithin } from '../statistics/score-ranges.ts';
import { isScore } from '../statistics/scored-run.ts';
import { withoutCopies } from '../statistics/seeded-order.ts';
import { commonOrder, isInTheMaking, type RunToCompare, type ScoredRun } from './compared-rows.ts';
import { Turns } from './turns.ts';
import { checkLimit, cutOf } from './whole-runs.ts';

const ALPHA = 0.05;
const NORMALIZED: Interval = [0, 1];

/** Runs that had ended before, beside the baseline, whose scores say how easy a row is; and how many are looked through for them. */
const MOST_CONTROLS = 8;
const LOOKED_THROUGH = 200;

/** Rows of a dataset that are read at once. */
const PAGE_ROWS = 1_000;

/** A run with what says whether it can be compared. */
interface FoundRun {
  readonly run: RunToCompare;
  readonly datasetSha256: string | null;
  readonly metrics: readonly string[];
  /** Whether its scores are those of a job, which are from 0 to 1. */
  readonly isOfJob: boolean;
  /** Of its dataset. */
  readonly project: string | null;
  readonly dataset: string | null;
}

/** What a comparison is about, and the seed of its order. */
export interface PlannedComparison {
  readonly setup: LiveSetup;
  /** Of the setup, before anything was reported. */
  readonly live: LiveComparison;
  readonly seed: number;
}

/** Says what two runs can be compared by, while they are made. */
@Injectable()
export class SetupPlanner {
  constructor(
    @Inject(JOB_STORE) private readonly jobs: JobStore,
    @Inject(RUN_STORE) private readonly runs: RunStore,
    @Inject(PROJECTS) private readonly projects: Projects,
    private readonly turns: Turns,
  ) {}

  /**
   * Of two runs by their ids; the candidate may be a job that is about to start. `seed` is for the order of runs that were both there before. Throws
   * `run_not_found`, and `unusable_request` and `unsuitable_option` where they can't be compared.
   */
  async plan(
    [candidateId, baselineId]: readonly [string, string],
    options: ComparisonOptions,
    { seed, starting }: { readonly seed: number; readonly starting?: JobToCompare },
  ): Promise<PlannedComparison> {
    const candidate =
      starting === undefined ? await this.#found(candidateId, 'candidate') : inTheMaking(candidateId, 'candidate', starting);
    const baseline = await this.#found(baselineId, 'baseline');
    checkDatasets(candidate, baseline);
    const order = await this.turns.once(() => commonOrder(candidate.run, baseline.run, seed));
    if (starting?.spec.limit !== undefined) checkLimit(starting.spec.limit, baseline.run, order.rows.length);
    const metrics = chosenMetrics(candidate, baseline, options);
    const { population = 'dataset' } = options;
    const rows = population === 'new' ? await this.#distinct(order.rows, [candidate, baseline]) : order.rows;
    const given = [candidate, baseline].flatMap(({ run }) => (isInTheMaking(run) ? [] : [run]));
    const others = population === 'new' ? [] : await this.#controls(baseline, [candidateId, baselineId], metrics, rows);
    const finished: FinishedRun[] = [];
    for (const run of [...given, ...others]) finished.push(await this.turns.once(() => finishedRun(run, metrics, rows)));
    const setup = {
      runIds: [candidateId, baselineId] as const,
      metrics: refusing(() =>
        liveMetrics(metrics, rangesOf([candidate, baseline], metrics, options), new Set(options.lowerIsBetter)),
      ),
      order: rows.map(String),
      replicates: [replicatesOf(candidate.run), replicatesOf(baseline.run)] as const,
      population,
      alpha: options.alpha ?? ALPHA,
      margin: options.margin ?? null,
      maxSamples: options.maxSamples ?? null,
      isFinalTestPlanned: population === 'new',
      hypotheses: metrics.length,
      finished,
    };
    // Whatever else stands against it is found by making it.
    const live = await this.turns.once(() => refusing(() => new LiveComparison(setup)));
    return { setup, live, seed: order.seed };
  }

  /** The seed of a run that is made; `null` where it is there, or has none. */
  async seedOf(runId: string): Promise<number | null> {
    const { run } = await this.#found(runId, 'baseline');
    return isInTheMaking(run) ? (run.job.spec.seed ?? null) : null;
  }

  async #found(runId: string, name: 'candidate' | 'baseline'): Promise<FoundRun> {
    const ref = parseRunId(runId);
    const job = ref?.stepIndex === null ? await this.jobs.find(ref.jobId) : undefined;
    if (job !== undefined && !isSettled(job.status) && job.spec.kind === 'evaluate') return inTheMaking(runId, name, job);
    const run = await this.runs.find(runId);
    if (run === undefined) throw new RunNotFoundError(runId);
    if (run.status === 'in_progress') {
      throw new UnusableRequestError(
        `The ${name}, ${runId}, is in progress, and of those only evaluate jobs can be compared live: wait until it has ended.`,
      );
    }
    const [found] = await this.runs.compared([runId]);
    if (found === undefined) throw new RunNotFoundError(runId);
    return this.turns.once(() => scored(found, name, job));
  }

  /** Of rows that are equal the first: new rows would not be copies of each other. */
  async #distinct(rows: readonly number[], [candidate, baseline]: readonly [FoundRun, FoundRun]): Promise<readonly number[]> {
    const given = [baseline, candidate].map(({ run }) => run).find((run): run is ScoredRun => !isInTheMaking(run));
    const known = given === undefined ? await this.#identities(candidate) : idsByRow(given.columns);
    const keys = Array.from({ length: rows.reduce((most, row) => Math.max(most, row + 1), 0) }, (_, row) => `row ${row}`);
    for (const row of rows) keys[row] = known.get(row) ?? `row ${row}`;
    return [...withoutCopies(Uint32Array.from(rows), keys)];
  }

  /** What tells the rows of a dataset apart. */
  async #identities({ project, dataset }: FoundRun): Promise<ReadonlyMap<number, string>> {
    const identities = new Map<number, string>();
    for (let offset = 0; ; offset += PAGE_ROWS) {
      const { rows } = await this.projects.rows(project ?? '', dataset ?? '', { offset, limit: PAGE_ROWS });
      for (const text of rows) {
        const { row, inputs, reference } = JSON.parse(text) as { row: number; inputs: unknown; reference: unknown };
        identities.set(row, exampleIdentity(inputs, reference));
      }
      if (rows.length < PAGE_ROWS) return identities;
    }
  }

  /** Runs of the same metrics over the same rows that have ended, the newest first. */
  async #controls(
    { project, dataset, datasetSha256 }: FoundRun,
    compared: readonly string[],
    metrics: readonly string[],
    rows: readonly number[],
  ): Promise<readonly ScoredRun[]> {
    const { runs } = await this.runs.list({ status: 'completed', limit: LOOKED_THROUGH });
    const controls: ScoredRun[] = [];
    for (const { runId, source, stepIndex, ...run } of runs) {
      if (controls.length === MOST_CONTROLS) break;
      const isAlike = source === 'job' && stepIndex === null && run.project === project && run.dataset === dataset;
      if (!isAlike || compared.includes(runId) || !metrics.every((metric) => metric in run.metrics)) continue;
      const [found] = await this.runs.compared([runId]).catch(() => []);
      if (found === undefined || sha256Of(found.run) !== datasetSha256 || found.columns.datasetRows === null) continue;
      const control = await this.turns.once(() => controlOf(found, metrics, rows));
      if (control !== null) controls.push(control);
    }
    return controls;
  }
}

function inTheMaking(runId: string, name: 'candidate' | 'baseline', job: JobToCompare): FoundRun {
  const { spec, datasetSha256 } = job;
  return {
    run: { runId, name, job },
    datasetSha256,
    metrics: spec.metrics ?? [],
    isOfJob: true,
    project: spec.project,
    dataset: spec.examples,
  };
}

/** Throws `unusable_request` where its samples are not of rows. */
function scored({ run, columns }: ComparedRun, name: 'candidate' | 'baseline', job?: Job): FoundRun {
  if (columns.datasetRows === null) {
    throw new UnusableRequestError(
      `The ${name}, ${run.runId}, does not say of which rows of which dataset its samples are, so that they can't be told apart while the other run ` +
        'is made: compare the two with POST /api/compare once both have ended.',
    );
  }
  const places = new Map(Array.from(columns.datasetRows, (row, place) => [row, place]));
  return {
    run: { runId: run.runId, name, columns, places, cut: cutOf(run, job) },
    datasetSha256: sha256Of(run),
    metrics: [...columns.metrics.keys()],
    isOfJob: run.source === 'job',
    project: run.project,
    dataset: run.dataset,
  };
}

/** `null` where a row has no score, or one that no job would give. */
function controlOf(found: ComparedRun, metrics: readonly string[], rows: readonly number[]): ScoredRun | null {
  const control = scored(found, 'baseline').run as ScoredRun;
  const isWhole = rows.every((row) => control.places.has(row));
  return isWhole && metrics.every((metric) => isWithin(found.columns, metric, NORMALIZED)) ? control : null;
}

function sha256Of({ metadata }: Run): string | null {
  const digest = metadata['dataset_sha256'];
  return typeof digest === 'string' ? digest : null;
}

function checkDatasets(candidate: FoundRun, baseline: FoundRun): void {
  if (candidate.datasetSha256 !== null && candidate.datasetSha256 === baseline.datasetSha256) return;
  throw new UnusableRequestError(
    `The runs ${candidate.run.runId} and ${baseline.run.runId} are of different datasets, or of files that have changed in between: a live comparison ` +
      'goes row by row, so both must be over the same one.',
  );
}

function chosenMetrics(
  candidate: FoundRun,
  baseline: FoundRun,
  { metrics: asked, lowerIsBetter, ranges }: ComparisonOptions,
): readonly string[] {
  const common = candidate.metrics.filter((metric) => baseline.metrics.includes(metric));
  const chosen = asked === undefined || asked.length === 0 ? common : asked;
  const known = common.length === 0 ? 'they have none in common' : `both have ${common.map(quoted).join(', ')}`;
  if (chosen.length === 0)
    throw new UnusableRequestError('The runs have no metric in common: start the candidate with metrics of the baseline.');
  const unknown = chosen.find((metric) => !common.includes(metric));
  if (unknown !== undefined) throw new UnusableRequestError(`Not both runs have the metric ${quoted(unknown)}; ${known}.`);
  for (const [option, named] of [
    ['lower_is_better', lowerIsBetter ?? []] as const,
    ['ranges', [...(ranges?.keys() ?? [])]] as const,
  ]) {
    const stray = named.find((metric) => !chosen.includes(metric));
    if (stray !== undefined) {
      throw new UnusableRequestError(
        `${option} names ${quoted(stray)}, which is not compared; compared are ${chosen.map(quoted).join(', ')}.`,
      );
    }
  }
  return chosen;
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}

/** What was told, and that the scores of jobs are from 0 to 1: those of other archives and imports may be anything. */
function rangesOf(
  found: readonly FoundRun[],
  metrics: readonly string[],
  { ranges }: ComparisonOptions,
): ReadonlyMap<string, Interval> {
  const known = metrics.filter((metric) =>
    found.every(({ run, isOfJob }) => isOfJob && (isInTheMaking(run) || isWithin(run.columns, metric, NORMALIZED))),
  );
  return new Map([...known.map((metric) => [metric, NORMALIZED] as const), ...(ranges ?? [])]);
}

/** The scores of a run that is there are the means of its repeats already. */
function replicatesOf(run: RunToCompare): number {
  return isInTheMaking(run) ? run.job.spec.repeats : 1;
}

function finishedRun({ runId, columns, places }: ScoredRun, metrics: readonly string[], rows: readonly number[]): FinishedRun {
  const scoresOf = (metric: string): (number | null)[] =>
    rows.map((row) => {
      const score = columns.metrics.get(metric)?.[places.get(row) ?? -1];
      return isScore(score) ? score : null;
    });
  return { runId, scores: Object.fromEntries(metrics.map((metric) => [metric, scoresOf(metric)])) };
}

function idsByRow({ ids, datasetRows }: ScoredColumns): ReadonlyMap<number, string> {
  const texts = textList<string>(ids);
  return new Map(Array.from(datasetRows ?? [], (row, place) => [row, texts[place] ?? '']));
}
