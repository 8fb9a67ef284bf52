import type { Correction } from './adjust.ts';
import { checkMissingPolicy, MISSING_POLICIES, type MissingPolicy } from './missing-policy.ts';
import type { Interval } from './interval.ts';
import { InvalidComparisonError, TooFewRunsError } from './invalid-comparison.ts';
import { isPassKList, PASS_K_RULE } from './pass-k-list.ts';
import { checkMargin, scoreRanges } from './score-ranges.ts';
import type { MeasuredRun, ScoredRun } from './scored-run.ts';
import type { SearchStep } from './selection.ts';
import { taskPlan } from './task-plan.ts';
import type { TaskPlan, TaskRuns } from './task-runs.ts';

/** What can be asked for; `auto` is the procedure of statistics.md §16. */
export const STATISTICAL_TESTS = [
  'auto',
  'bootstrap',
  'bootstrap_t',
  'permutation',
  't_test',
  'wilcoxon',
  'mcnemar',
  'none',
] as const;
export type StatisticalTest = (typeof STATISTICAL_TESTS)[number];

/** Which p-values are adjusted together. */
export const FAMILIES = ['all', 'per-metric', 'per-pair'] as const;
export type Family = (typeof FAMILIES)[number];

/** How they are adjusted. */
export const CORRECTIONS = ['holm', 'bh', 'none'] as const satisfies readonly Correction[];

/** Monte Carlo draws that one test may ask for. */
export const MOST_RESAMPLES = 10_000_000;

/** How runs are compared. What is left out has its default. */
export interface ComparisonOptions {
  /** Default, also for an empty list: the metrics that all runs have. */
  readonly metrics?: readonly string[] | undefined;
  /** Default: `auto`. */
  readonly test?: StatisticalTest | undefined;
  /** Between 0 and 1. Default: 0.05. */
  readonly alpha?: number | undefined;
  /** Default: `holm`. */
  readonly correction?: Correction | undefined;
  /** Default: `all`. */
  readonly family?: Family | undefined;
  /** Monte Carlo draws, where a method needs them, 1 to 10,000,000. Default: 10,000 for the bootstrap; for the sign flip as many as it takes. */
  readonly resamples?: number | undefined;
  /** Of those draws: a whole number. Default: 0. */
  readonly seed?: number | undefined;
  /** Equivalence margin in metric units, above 0. Default: none, so that nothing is called equivalent. */
  readonly margin?: number | undefined;
  /** Default: `exclude`. */
  readonly missing?: MissingPolicy | undefined;
  /** Metrics in which a lower score is better. Default: none. */
  readonly lowerIsBetter?: readonly string[] | undefined;
  /** Whether the runs' clusters are used. Default: false. */
  readonly clustered?: boolean | undefined;
  /** The lowest and highest score that a metric can give. Default: 0 and 1 where all scores are one of these, else not known. */
  readonly ranges?: ReadonlyMap<string, Interval> | undefined;
  /** The runs that are steps of searches, by id. Default: none. */
  readonly steps?: ReadonlyMap<string, SearchStep> | undefined;
  /** Several tasks to average over; `runs` are then those of all tasks. Default: none, which is to compare the runs themselves. */
  readonly tasks?: readonly TaskRuns[] | undefined;
  /** What is compared over the tasks, a name for each place in their lists of runs. Default: the runs of the first task. */
  readonly names?: readonly string[] | undefined;
  /** Whether the runs' slices are compared too. Default: false. */
  readonly sliced?: boolean | undefined;
  /** The numbers of tries for which pass@k and pass^k are computed; see isPassKList. Default: none. */
  readonly passK?: readonly number[] | undefined;
  /** What the runs' human labels are called, by which each run's means are corrected too. Default: none are used. */
  readonly humanLabels?: string | undefined;
  /** What runs are called in messages, by id. Default: their ids. */
  readonly titles?: ReadonlyMap<string, string> | undefined;
  /** Runs that are still being made. Default: none. */
  readonly inProgress?: ReadonlyMap<string, RunInProgress> | undefined;
  /** Runs that ended because their live comparison was decided, by id, and the id of that. Default: none. */
  readonly stoppedBy?: ReadonlyMap<string, string> | undefined;
}

/** What is known of a run that is still being made. */
export interface RunInProgress {
  /** Whether a score that a sample has stays as it is: not where repeats may still be averaged with it. */
  readonly areScoresFinal: boolean;
}

export interface ComparisonRequest<Run extends MeasuredRun = ScoredRun> extends ComparisonOptions {
  readonly runs: readonly Run[];
}

/** A request that has been checked, with its defaults filled in. */
export interface ComparisonPlan<Run extends MeasuredRun = ScoredRun> {
  readonly runs: readonly Run[];
  readonly metrics: readonly string[];
  readonly test: StatisticalTest;
  readonly alpha: number;
  readonly correction: Correction;
  readonly family: Family;
  readonly resamples: number | undefined;
  readonly seed: number;
  readonly margin: number | undefined;
  readonly missing: MissingPolicy;
  readonly lowerIsBetter: ReadonlySet<string>;
  readonly clustered: boolean;
  readonly ranges: ReadonlyMap<string, Interval>;
  readonly steps: ReadonlyMap<string, SearchStep>;
  readonly tasks: TaskPlan | null;
  readonly sliced: boolean;
  readonly passK: readonly number[];
  readonly humanLabels: string | null;
  readonly inProgress: ReadonlyMap<string, RunInProgress>;
  readonly stoppedBy: ReadonlyMap<string, string>;
  readonly titles: ReadonlyMap<string, string>;
}

/**
 * Checks a request and fills in its defaults. Throws InvalidComparisonError, with a sentence for the person who asked, for fewer
 * than two runs, a run twice, runs without scores or without a common metric, and options out of their bounds.
 */
export function comparisonPlan<Run extends MeasuredRun>(request: ComparisonRequest<Run>): ComparisonPlan<Run> {
  const { runs, alpha = 0.05, test = 'auto', correction = 'holm', family = 'all', missing = 'exclude', seed = 0 } = request;
  const { resamples, margin, clustered = false, lowerIsBetter = [] } = request;
  const { inProgress = new Map<string, RunInProgress>(), steps = new Map<string, SearchStep>() } = request;
  const { titles = new Map<string, string>(), stoppedBy = new Map<string, string>() } = request;
  checkRunCount((request.tasks?.[0]?.runIds ?? runs).length);
  const twice = runs.find((run, i) => runs.findIndex((other) => other.runId === run.runId) < i);
  check(twice === undefined, `Run ${shown(twice?.runId)} is named twice; name each run once.`);
  check(alpha > 0 && alpha < 1, `alpha must lie between 0 and 1, both excluded; it is ${alpha}.`);
  check(
    margin === undefined || (margin > 0 && Number.isFinite(margin)),
    `The margin must be a positive number; it is ${margin}.`,
  );
  check(
    resamples === undefined || (Number.isInteger(resamples) && resamples >= 1 && resamples <= MOST_RESAMPLES),
    `resamples must be a whole number from 1 to ${MOST_RESAMPLES.toLocaleString('en')}; it is ${resamples}.`,
  );
  check(Number.isSafeInteger(seed), `The seed must be a whole number; it is ${seed}.`);
  check(request.passK === undefined || isPassKList(request.passK), `pass_k ${PASS_K_RULE}.`);
  oneOf(test, STATISTICAL_TESTS, 'statistical test');
  oneOf(family, FAMILIES, 'family');
  oneOf(correction, CORRECTIONS, 'correction');
  oneOf(missing, MISSING_POLICIES, 'policy for missing scores');
  const metrics = metricsOf(runs, request.metrics, titles);
  const ranges = scoreRanges(runs, metrics, request.ranges ?? new Map());
  checkMargin(margin, ranges);
  const plan = {
    runs,
    metrics,
    test,
    alpha,
    correction,
    family,
    resamples,
    seed,
    margin,
    missing,
    clustered,
    ranges,
    tasks: taskPlan(request, test),
    sliced: request.sliced ?? false,
    passK: request.passK ?? [],
    humanLabels: request.humanLabels ?? null,
    inProgress,
    stoppedBy,
    titles,
    steps,
    lowerIsBetter: new Set(lowerIsBetter),
  };
  checkMissingPolicy(runs, metrics, plan);
  return plan;
}

/** What a run is called in messages. */
export function titleIn({ titles }: Pick<ComparisonPlan, 'titles'>, runId: string): string {
  return titles.get(runId) ?? runId;
}

/** Throws TooFewRunsError for fewer than two. */
export function checkRunCount(count: number): void {
  if (count < 2) throw new TooFewRunsError('A comparison needs at least two runs; name another one.');
}

function metricsOf(
  runs: readonly MeasuredRun[],
  asked: readonly string[] | undefined,
  titles: ReadonlyMap<string, string>,
): readonly string[] {
  const named = ({ runId }: MeasuredRun): string => shown(titles.get(runId) ?? runId);
  for (const run of runs) check(run.metrics.size > 0, `Run ${named(run)} has no scores to compare.`);
  if (asked === undefined || asked.length === 0) {
    const common = [...runs[0]!.metrics.keys()].filter((metric) => runs.every((run) => run.metrics.has(metric)));
    const known = runs.map((run) => `${named(run)}: ${[...run.metrics.keys()].map(shown).join(', ')}`).slice(0, 10);
    check(common.length > 0, `The runs have no metric in common (${known.join('; ')}).`);
    return common.sort();
  }
  for (const metric of asked) {
    const lacking = runs.find((run) => !run.metrics.has(metric));
    if (lacking === undefined) continue;
    const known = [...lacking.metrics.keys()].map(shown).join(', ');
    check(false, `Run ${named(lacking)} has no metric ${shown(metric)}; it has ${known}.`);
  }
  return [...new Set(asked)];
}

function oneOf(value: string, known: readonly string[], what: string): void {
  check(known.includes(value), `Unknown ${what} ${shown(value)}; choose one of ${known.join(', ')}.`);
}

/** A name as it may be put into a sentence: a long one is cut. */
function shown(name: string | undefined): string {
  return name === undefined ? '' : JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new InvalidComparisonError(message);
}

/**
 * How many hypotheses a family of the plan has, if each of them has a p-value.
 *
 * @example mostHypotheses(plan) // 18: six pairs of four runs, in three metrics
 */
export function mostHypotheses({ runs, metrics, family }: ComparisonPlan): number {
  const pairs = (runs.length * (runs.length - 1)) / 2;
  switch (family) {
    case 'all':
      return pairs * metrics.length;
    case 'per-metric':
      return pairs;
    case 'per-pair':
      return metrics.length;
  }
}
