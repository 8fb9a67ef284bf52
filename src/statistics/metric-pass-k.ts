import { labelsAmong } from './cluster.ts';
import type { PairSource } from './compare-pair.ts';
import { type ComparisonPlan, titleIn } from './comparison-request.ts';
import { type PassK, passK, type Tries } from './pass-k.ts';
import { repeatsInRows } from './run-repeats.ts';
import type { RepeatedScores } from './scored-run.ts';
import type { Warning } from './warning.ts';

/** What tries of the samples that all runs share reach. */
export interface MetricPassK {
  /** For each run, in the order of `k` as it was asked; null where it was not, or a try of any run is neither right nor wrong. */
  readonly ofRuns: readonly (readonly PassK[] | null)[];
  readonly warnings: readonly Warning[];
}

/**
 * pass@k and pass^k of every run in one metric (statistics.md §33): a sample is a problem, its repeats are the tries, and a try solves it with
 * the better of the scores 0 and 1. `common` has each run's scores of the samples that all runs share.
 */
export function metricPassK(source: PairSource, common: readonly Float64Array[], plan: ComparisonPlan): MetricPassK {
  const none = common.map(() => null);
  if (plan.passK.length === 0) return { ofRuns: none, warnings: [] };
  const { metric, commonRows: rows } = source.columns;
  const where = { alignment: source.alignment, metric, rows };
  const tries = common.map((scores, run) => triesOf(scores, repeatsInRows(where, run), plan.lowerIsBetter.has(metric)));
  const graded = plan.runs.filter((_, run) => tries[run] === null).map(({ runId }) => titleIn(plan, runId));
  if (graded.length > 0) return { ofRuns: none, warnings: [notBinary(graded)] };
  const labels = labelsAmong(source, rows);
  return { ofRuns: tries.map((ofRun) => plan.passK.map((k) => passK(ofRun ?? [], k, plan.alpha, labels))), warnings: [] };
}

/** The tries of each sample; null where some are not 0 or 1, which their mean and squared deviations tell. */
function triesOf(scores: Float64Array, repeats: RepeatedScores | null, lowerIsBetter: boolean): Tries[] | null {
  const problems: Tries[] = [];
  for (let i = 0; i < scores.length; i += 1) {
    const tried = repeats?.counts[i] ?? 1;
    const ones = Math.round(tried * scores[i]!);
    const tolerance = tried === 1 ? 0 : 1e-10 * tried;
    const isWhole = ones >= 0 && ones <= tried && Math.abs(tried * scores[i]! - ones) <= tolerance;
    const apart = repeats?.squares[i] ?? 0;
    if (!isWhole || Math.abs(apart - (ones * (tried - ones)) / tried) > tolerance) return null;
    problems.push({ tried, solved: lowerIsBetter ? tried - ones : ones });
  }
  return problems;
}

function notBinary(titles: readonly string[]): Warning {
  const named = titles
    .slice(0, 3)
    .map((title) => JSON.stringify(title.slice(0, 80)))
    .join(', ');
  const more = titles.length > 3 ? ', …' : '';
  return {
    code: 'not-binary',
    message: `There is no pass@k: it counts tries that score 0 or 1, and other scores are in ${named}${more}.`,
  };
}
