import type { Correction } from './adjust.ts';
import type { MissingPolicy } from './align.ts';
import type { Interval } from './interval.ts';
import { InvalidComparisonError } from './invalid-comparison.ts';
import type { ScoredRun } from './scored-run.ts';

/** What can be asked for; `auto` is the procedure of statistics.md §16. */
export const STATISTICAL_TESTS = ['auto', 'bootstrap', 'permutation', 't_test', 'wilcoxon', 'mcnemar', 'none'] as const;
export type StatisticalTest = (typeof STATISTICAL_TESTS)[number];

/** Which p-values are adjusted together. */
export const FAMILIES = ['all', 'per-metric', 'per-pair'] as const;
export type Family = (typeof FAMILIES)[number];

/** How they are adjusted. */
export const CORRECTIONS = ['holm', 'bh', 'none'] as const satisfies readonly Correction[];

export interface ComparisonRequest {
  readonly runs: readonly ScoredRun[];
  /** Those that all runs have where left out. */
  readonly metrics?: readonly string[] | undefined;
  readonly test?: StatisticalTest | undefined;
  readonly alpha?: number | undefined;
  readonly correction?: (typeof CORRECTIONS)[number] | undefined;
  readonly family?: Family | undefined;
  /** Monte Carlo draws, where a method needs them: 10,000 for the bootstrap and 99,999 for the sign flip where left out. */
  readonly resamples?: number | undefined;
  readonly seed?: number | undefined;
  /** Equivalence margin in metric units; without it nothing is called equivalent. */
  readonly margin?: number | undefined;
  readonly missing?: MissingPolicy | undefined;
  readonly lowerIsBetter?: readonly string[] | undefined;
  /** Whether the runs' clusters are used. */
  readonly clustered?: boolean | undefined;
  /** The lowest and highest score that a metric can give, where that is known. */
  readonly ranges?: ReadonlyMap<string, Interval> | undefined;
}

/** A request that has been checked, with its defaults filled in. */
export interface ComparisonPlan {
  readonly runs: readonly ScoredRun[];
  readonly metrics: readonly string[];
  readonly test: StatisticalTest;
  readonly alpha: number;
  readonly correction: (typeof CORRECTIONS)[number];
  readonly family: Family;
  readonly resamples: number | undefined;
  readonly seed: number;
  readonly margin: number | undefined;
  readonly missing: MissingPolicy;
  readonly lowerIsBetter: ReadonlySet<string>;
  readonly clustered: boolean;
  readonly ranges: ReadonlyMap<string, Interval>;
}

/** Checks a request and fills in its defaults. Throws InvalidComparisonError with a sentence for the person who asked. */
export function comparisonPlan(request: ComparisonRequest): ComparisonPlan {
  const { runs, alpha = 0.05, test = 'auto', correction = 'holm', family = 'all', missing = 'exclude', seed = 0 } = request;
  const { resamples, margin, clustered = false, lowerIsBetter = [], ranges = new Map<string, Interval>() } = request;
  check(runs.length >= 2, 'A comparison needs at least two runs; name another one.');
  const twice = runs.find((run, i) => runs.findIndex((other) => other.runId === run.runId) < i);
  check(twice === undefined, `Run ${shown(twice?.runId)} is named twice; name each run once.`);
  check(alpha > 0 && alpha < 1, `alpha must lie between 0 and 1, both excluded; it is ${alpha}.`);
  check(
    margin === undefined || (margin > 0 && Number.isFinite(margin)),
    `The margin must be a positive number; it is ${margin}.`,
  );
  check(
    resamples === undefined || (Number.isInteger(resamples) && resamples >= 1 && resamples <= 10_000_000),
    `resamples must be a whole number from 1 to 10,000,000; it is ${resamples}.`,
  );
  check(Number.isSafeInteger(seed), `The seed must be a whole number; it is ${seed}.`);
  oneOf(test, STATISTICAL_TESTS, 'statistical test');
  oneOf(family, FAMILIES, 'family');
  oneOf(correction, CORRECTIONS, 'correction');
  oneOf(missing, ['exclude', 'zero'], 'policy for missing scores');
  const metrics = metricsOf(runs, request.metrics);
  const plan = { runs, metrics, test, alpha, correction, family, resamples, seed, margin, missing, clustered, ranges };
  return { ...plan, lowerIsBetter: new Set(lowerIsBetter) };
}

function metricsOf(runs: readonly ScoredRun[], asked: readonly string[] | undefined): readonly string[] {
  for (const run of runs) check(run.metrics.size > 0, `Run ${shown(run.runId)} has no scores to compare.`);
  if (asked === undefined || asked.length === 0) {
    const common = [...runs[0]!.metrics.keys()].filter((metric) => runs.every((run) => run.metrics.has(metric)));
    const known = runs.map((run) => `${shown(run.runId)}: ${[...run.metrics.keys()].map(shown).join(', ')}`).slice(0, 10);
    check(common.length > 0, `The runs have no metric in common (${known.join('; ')}).`);
    return common.sort();
  }
  for (const metric of asked) {
    const lacking = runs.find((run) => !run.metrics.has(metric));
    check(
      lacking === undefined,
      `Run ${shown(lacking?.runId)} has no metric ${shown(metric)}; it has ${[...(lacking?.metrics.keys() ?? [])].map(shown).join(', ')}.`,
    );
  }
  return [...new Set(asked)];
}

function oneOf(value: string, known: readonly string[], what: string): void {
  check(known.includes(value), `Unknown ${what} ${shown(value)}; choose one of ${known.join(', ')}.`);
}

/** A name as it may be put into a sentence: a long one is cut. */
function shown(name: string | undefined): string {
  return name === undefined ? '' : name.length > 80 ? `"${name.slice(0, 80)}…"` : `"${name}"`;
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new InvalidComparisonError(message);
}
