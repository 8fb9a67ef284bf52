import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { assayVersion } from '../config/version.ts';
import type { Run } from '../domain/run.ts';
import { runTitles } from '../domain/run-name.ts';
import type { ComparedRun, ComparedSample } from '../domain/run-store.ts';
import type { ScoredColumns } from '../domain/scored-columns.ts';
import { type ComparisonReport, sampleKey, type SamplesByRun } from '../reports/comparison-report.ts';
import type { Disagreement } from '../statistics/score-distributions.ts';
import { TASK_SEPARATOR, type TaskRuns } from '../statistics/task-runs.ts';
import { ComparedRuns, metricRanges, type RunSlices, type RunsToCompare, unfinishedRuns } from './compared-runs.ts';
import { type ContentRun, levelsInOrder } from './content-alignment.ts';
import { ComparisonPool } from './comparison-pool.ts';
import type { ComparisonTask } from './comparison-task.ts';
import { packRuns } from './packed-runs.ts';
import { type ComparisonWarning, runWarnings } from './run-warnings.ts';
import { checkCompared, checkComparisonSize, checkRunCount, checkTaskRuns, usablePlan } from './usable-comparison.ts';

/** What is compared, and the runs that it was made of. */
interface ReadTask {
  readonly task: ComparisonTask;
  readonly compared: readonly (ComparedRun | ContentRun)[];
}

type Shown = readonly [key: string, disagreement: Disagreement];

/** Compares runs of the store. Whatever takes time happens in worker threads, and stops when `signal` aborts. */
@Injectable()
export class CompareService {
  constructor(
    private readonly runs: ComparedRuns,
    private readonly pool: ComparisonPool,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The JSON of the contract's answer. Throws `too_few_runs`, `run_not_found`, `unusable_request`, `unsuitable_option`, `unavailable`. */
  async compare(asked: RunsToCompare, signal: AbortSignal): Promise<Uint8Array> {
    const { task } = await this.#task(await this.#named(asked));
    return this.pool.json(task, signal);
  }

  /** The same comparison with what a report shows beside it. Throws the same. */
  async report(request: RunsToCompare, signal: AbortSignal): Promise<ComparisonReport> {
    const asked = await this.#named(request);
    const { task, compared } = await this.#task(asked);
    const found = await this.pool.report(task, signal);
    const byContent = new Map(compared.flatMap((run) => ('order' in run ? [[run.run.runId, run] as const] : [])));
    const shown = new Map(found.disagreements.map((disagreement) => [sampleKey(disagreement), disagreement]));
    const samples: SamplesByRun = new Map(
      await Promise.all(
        found.body.run_ids.map(
          async (runId, place) => [runId, await this.#samples(asked, place, [...shown], byContent)] as const,
        ),
      ),
    );
    return { ...found, samples };
  }

  /** The samples that are shown of what is compared at a place, by their keys. */
  async #samples(
    { runIds, options: { tasks } }: RunsToCompare,
    place: number,
    shown: readonly Shown[],
    byContent: ReadonlyMap<string, ContentRun>,
  ): Promise<ReadonlyMap<string, ComparedSample>> {
    if (tasks === undefined) return new Map(await this.#samplesOf(runIds[place] ?? '', place, '', shown, byContent));
    const found = tasks.map(({ name, runIds: ofTask }) => {
      const prefix = `${name}${TASK_SEPARATOR}`;
      return this.#samplesOf(
        ofTask[place] ?? '',
        place,
        prefix,
        shown.filter(([, { sampleId }]) => sampleId.startsWith(prefix)),
        byContent,
      );
    });
    return new Map((await Promise.all(found)).flat());
  }

  async #samplesOf(
    runId: string,
    place: number,
    prefix: string,
    shown: readonly Shown[],
    byContent: ReadonlyMap<string, ContentRun>,
  ): Promise<readonly (readonly [string, ComparedSample])[]> {
    const run = byContent.get(runId);
    const places = shown.map(([, { sampleId, nthOfRuns }]) => {
      const shownPlace = { id: sampleId.slice(prefix.length), nth: nthOfRuns[place] ?? -1 };
      return run === undefined ? shownPlace : (run.ownPlace(shownPlace) ?? { ...shownPlace, nth: -1 });
    });
    const samples = await this.runs.samples(runId, places);
    return shown.flatMap(([key], at) => (samples[at] === undefined ? [] : [[key, samples[at]] as const]));
  }

  /** The same with the ids of what it names. The number of pairs is known, and refused, before any run is looked for. */
  async #named({ runIds: named, options, ...asked }: RunsToCompare): Promise<RunsToCompare> {
    const { tasks } = options;
    const count = countOf({ runIds: named, options });
    checkRunCount(count);
    checkComparisonSize(count, 1, 0, this.config.maxComparedScores);
    checkTaskRuns(named.length, tasks);
    if (tasks === undefined) return { ...asked, options, runIds: await this.runs.ids(named, 'run_ids') };
    const found: TaskRuns[] = [];
    for (const [at, { name, runIds }] of tasks.entries())
      found.push({ name, runIds: await this.runs.ids(runIds, `tasks[${at}].run_ids`) });
    return { ...asked, options: { ...options, tasks: found }, runIds: found.flatMap(({ runIds }) => runIds) };
  }

  /** Everything else is checked here, once. */
  async #task({ runIds, clusterBy, sliceBy, options }: RunsToCompare): Promise<ReadTask> {
    const count = countOf({ runIds, options });
    const { maxComparedScores } = this.config;
    const compared = await this.runs.read(runIds, clusterBy, {
      humanLabels: options.humanLabels,
      ...(options.tasks && { groups: groupsOf(options.tasks) }),
    });
    const found = compared.map(({ run }) => run);
    const scored = compared.map(({ columns }) => columns);
    const titles = runTitles(found);
    const { runs, ...plan } = usablePlan({
      ...options,
      titles,
      runs: scored,
      clustered: clusterBy !== null,
      sliced: sliceBy !== null,
      ranges: metricRanges(found, scored, options.ranges),
    });
    checkCompared('ranges', options.ranges?.keys() ?? [], plan.metrics);
    checkComparisonSize(count, plan.metrics.length, samplesOf(runs, count), maxComparedScores);
    const slices = sliceBy === null ? null : slicesInOrder(await this.runs.slices(runIds, sliceBy), compared);
    checkComparisonSize(count, plan.metrics.length * (1 + (slices?.levels ?? 0)), 0, maxComparedScores);
    const task = {
      runs: packRuns(runs, plan.metrics, { clustered: plan.clustered, slices: slices?.ofRuns ?? null }),
      plan: {
        ...plan,
        inProgress: unfinishedRuns(found),
        stoppedBy: await this.runs.stoppedBy(found),
        steps: await this.runs.steps(found),
      },
      context: {
        assayVersion,
        clusterBy,
        sliceBy,
        warnings: [...contentWarnings(compared), ...taskWarnings(found, plan.metrics, options.tasks)],
        named: found.map(({ runId, name }) => ({ runId, name })),
      },
    };
    return { task, compared };
  }
}

/** How many are compared with each other. */
function countOf({ runIds, options }: Pick<RunsToCompare, 'runIds' | 'options'>): number {
  return options.tasks?.[0]?.runIds.length ?? runIds.length;
}

/** The samples of each of what is compared, of all tasks together. */
function samplesOf(runs: readonly ScoredColumns[], count: number): number {
  if (runs.length === count) return Math.max(...runs.map(({ size }) => size));
  return Math.ceil(runs.reduce((sum, { size }) => sum + size, 0) / count);
}

/** The places of each task's runs among all of them. */
function groupsOf(tasks: readonly TaskRuns[]): readonly (readonly number[])[] {
  let start = 0;
  return tasks.map(({ runIds }) => {
    start += runIds.length;
    return runIds.map((_, at) => start - runIds.length + at);
  });
}

function slicesInOrder({ ofRuns, levels }: RunSlices, compared: readonly (ComparedRun | ContentRun)[]): RunSlices {
  return {
    levels,
    ofRuns: ofRuns.map((one, at) => {
      const run = compared[at];
      return run !== undefined && 'order' in run ? levelsInOrder(one, run.order) : one;
    }),
  };
}

function contentWarnings(compared: readonly (ComparedRun | ContentRun)[]): readonly ComparisonWarning[] {
  if (!compared.some((run) => 'order' in run)) return [];
  const message =
    'The ids of these runs do not say which samples are the same, since they come from different sources: samples are matched by a hash of what was asked.';
  return [{ code: 'aligned-by-content', message }];
}

/** Runs of different tasks need not be alike. */
function taskWarnings(
  runs: readonly Run[],
  metrics: readonly string[],
  tasks: readonly TaskRuns[] | undefined,
): readonly ComparisonWarning[] {
  if (tasks === undefined) return runWarnings(runs, metrics);
  return tasks.flatMap(({ runIds }) =>
    runWarnings(
      runs.filter(({ runId }) => runIds.includes(runId)),
      metrics,
    ),
  );
}
