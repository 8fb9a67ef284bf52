import { equalRowGroups, labelsAmong } from './cluster.ts';
import { describe } from './describe.ts';
import type { HumanLabels } from './human-labels.ts';
import { type JudgedMean, judgedMean } from './judged-mean.ts';
import { judgeWarnings } from './judge-warnings.ts';
import { isScore, type ScoredRun } from './scored-run.ts';
import type { Warning } from './warning.ts';

/** One metric of a run held against people's labels. */
export interface JudgedMetric {
  readonly metric: string;
  /** Samples that have a score. */
  readonly n: number;
  /** Of these scores; null where there are none. */
  readonly mean: number | null;
  readonly judge: JudgedMean | null;
  readonly warnings: readonly Warning[];
}

/** Metrics of one run held against people's labels, over all of its samples (statistics.md §34). Equal rows are one cluster. */
export function judgedRun(
  run: ScoredRun,
  labels: HumanLabels,
  metrics: readonly string[],
  alpha: number,
): readonly JudgedMetric[] {
  const grouping = equalRowGroups(run);
  return metrics.map((metric) => {
    const column = run.metrics.get(metric) ?? new Float64Array();
    const places = Int32Array.from(column.keys()).filter((place) => isScore(column[place]));
    const scores = Float64Array.from(places, (place) => column[place]!);
    const judge = judgedMean({ metric, scores, places, clusters: labelsAmong(grouping, places) }, labels, alpha);
    const warnings = judgeWarnings([{ title: run.runId, labels, judge }], undefined);
    return { metric, n: scores.length, mean: describe(scores).mean, judge, warnings };
  });
}
