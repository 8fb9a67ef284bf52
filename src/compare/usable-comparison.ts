import type { MeasuredRun } from '../statistics/scored-run.ts';
import { refusing } from '../domain/comparison-refusals.ts';
import { UnusableRequestError } from '../domain/errors.ts';
import * as statistics from '../statistics/comparison-request.ts';
import type { Interval } from '../statistics/interval.ts';
import { checkMargin, scoreRanges } from '../statistics/score-ranges.ts';

/** The most pairwise results that one comparison may have: pairs of runs × metrics. */
const MOST_PAIRWISE_RESULTS = 25_000;
/** The most runs that the tasks of one comparison may have together. */
const MOST_TASK_RUNS = 1_000;

/** Throws `too_few_runs` below two. */
export function checkRunCount(count: number): void {
  refusing(() => statistics.checkRunCount(count));
}

/** The request, checked and with its defaults. Throws `too_few_runs`, `unusable_request` and `unsuitable_option`, with what is wrong. */
export function usablePlan<Run extends MeasuredRun>(
  request: statistics.ComparisonRequest<Run>,
): statistics.ComparisonPlan<Run> {
  const plan = refusing(() => statistics.comparisonPlan(request));
  checkCompared('lower_is_better', plan.lowerIsBetter, plan.metrics);
  return plan;
}

/** The ranges of metrics that are known, for a margin that they allow. Throws `unsuitable_option`. */
export function usableRanges(
  runs: readonly MeasuredRun[],
  metrics: readonly string[],
  told: ReadonlyMap<string, Interval>,
  margin: number | undefined,
): ReadonlyMap<string, Interval> {
  return refusing(() => {
    const ranges = scoreRanges(runs, metrics, told);
    checkMargin(margin, ranges);
    return ranges;
  });
}

/** Throws `unusable_request` where an option names a metric that is not compared. */
export function checkCompared(option: string, named: Iterable<string>, metrics: readonly string[]): void {
  const unknown = [...named].find((metric) => !metrics.includes(metric));
  if (unknown === undefined) return;
  const compared = metrics.map((metric) => JSON.stringify(metric)).join(', ');
  throw new UnusableRequestError(
    `${option} names ${JSON.stringify(unknown.slice(0, 80))}, which is not compared; compared are ${compared}.`,
  );
}

/** Refuses tasks with more runs than one answer can read. */
export function checkTaskRuns(runs: number, tasks: readonly unknown[] | undefined): void {
  if (tasks === undefined || runs <= MOST_TASK_RUNS) return;
  throw new UnusableRequestError(
    `The tasks name ${runs} runs; one comparison takes at most ${MOST_TASK_RUNS}. Name fewer tasks or runs.`,
  );
}

/** Refuses a comparison of more scores than `most`, or one that would take too long, with the numbers that make it so. */
export function checkComparisonSize(runs: number, metrics: number, samples: number, most: number): void {
  const scores = runs * metrics * samples;
  if (scores > most) {
    const product = `${runs} runs × ${metrics} metrics × ${samples} samples are ${scores} scores`;
    throw new UnusableRequestError(
      `${product}; one comparison takes at most ${most} (ASSAY_MAX_COMPARED_SCORES). Name fewer runs or metrics.`,
    );
  }
  const results = ((runs * (runs - 1)) / 2) * metrics;
  if (results > MOST_PAIRWISE_RESULTS) {
    const product = `${runs} runs in ${metrics} metrics make ${results} pairwise results`;
    throw new UnusableRequestError(
      `${product}; one comparison gives at most ${MOST_PAIRWISE_RESULTS}. Name fewer runs or metrics.`,
    );
  }
}
