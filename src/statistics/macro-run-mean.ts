import { clusteredMean, compactLabels } from './cluster.ts';
import { describe } from './describe.ts';
import { macroMean, type TaskDelta } from './macro-mean.ts';
import type { Interval } from './interval.ts';

/** One run's scores over several tasks, with the number of each one's task and, where there are clusters, of its cluster. */
export interface TaskScores {
  readonly runId: string;
  readonly scores: Float64Array;
  readonly tasks: Int32Array;
  readonly labels: Int32Array | null;
}

/** A run's mean over several tasks. */
export interface MacroRunMean {
  readonly runId: string;
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly interval: Interval | null;
  readonly intervalMethod: 't' | null;
}

/** A run's mean over `count` tasks that count the same (statistics.md §32). Null where it has no score in one of them. */
export function macroRunMean({ runId, scores, tasks, labels }: TaskScores, count: number, alpha: number): MacroRunMean {
  const means = Array.from({ length: count }, (_, k) => taskMean(scores, tasks, labels, k, alpha));
  const known = means.filter((mean) => mean !== null);
  const found = known.length === count ? macroMean(known, alpha) : null;
  return {
    runId,
    mean: found?.delta ?? null,
    standardError: found?.standardError ?? null,
    interval: found?.interval ?? null,
    intervalMethod: found?.interval ? 't' : null,
  };
}

function taskMean(
  scores: Float64Array,
  tasks: Int32Array,
  labels: Int32Array | null,
  k: number,
  alpha: number,
): TaskDelta | null {
  const kept = Int32Array.from(tasks.keys()).filter((i) => tasks[i] === k);
  const own = Float64Array.from(kept, (i) => scores[i]!);
  const { n, mean, se } = describe(own);
  if (mean === null) return null;
  if (labels === null) return { delta: mean, standardError: se, df: n - 1 };
  const clustered = clusteredMean(own, compactLabels(labels, kept), mean, alpha);
  return { delta: mean, standardError: clustered.se, df: clustered.df ?? 0 };
}
