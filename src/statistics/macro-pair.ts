import type { PairedScores } from './align.ts';
import { clusteredMean, compactLabels, countClusters } from './cluster.ts';
import { boundedWeights } from './bounded-sample.ts';
import type { ComparisonPlan } from './comparison-request.ts';
import { describe, tInterval } from './describe.ts';
import { type Differences, differences } from './differences.ts';
import { deltaPercent } from './effect-size.ts';
import { type MacroMean, macroMean } from './macro-mean.ts';
import { boundedEquivalence, type Equivalence, unknownEquivalence } from './equivalence.ts';
import type { PairFindings } from './pair-findings.ts';
import { resamplingSeed } from './random.ts';
import { reachOf } from './score-ranges.ts';
import { signFlip, type SignFlip } from './sign-flip.ts';
import type { Study } from './study-power.ts';
import type { TaskFindings } from './task-findings.ts';
import type { TaskPlan } from './task-runs.ts';
import type { Warning } from './warning.ts';
import { type WeightedDifferences, weightedDifferences } from './weighted-differences.ts';

type Pooled = Omit<PairFindings, 'macro'>;

interface MacroSource {
  readonly scores: PairedScores;
  readonly d: Differences;
  readonly labels: Int32Array | null;
  /** The number of each compared sample's task. */
  readonly tasks: Int32Array;
  /** The places of the two in the lists of runs. */
  readonly places: readonly [a: number, b: number];
}

interface MacroPlan extends ComparisonPlan {
  readonly isThorough?: boolean;
}

/**
 * A pair over several tasks (statistics.md §32): each task's mean counts the same. p is that of one sign flip over the samples, or the clusters, of all
 * tasks with weights 1/(K·n), the interval Student's with Satterthwaite's degrees of freedom. What is defined for one set of samples only is
 * null. Without a sample in each of the tasks there is no p and no difference.
 */
export function macroPair(pooled: Pooled, source: MacroSource, taskPlan: TaskPlan, plan: MacroPlan): PairFindings {
  const tasks = taskPlan.tasks.map((_, k) => taskFindings(source, k, taskPlan, plan.alpha));
  const sizes = tasks.map(({ n }) => n);
  const isComplete = sizes.every((n) => n > 0);
  const found = isComplete ? macroOf(tasks, ({ delta }) => delta, plan.alpha) : null;
  const means = [meanOf(tasks, ({ meanA }) => meanA), meanOf(tasks, ({ meanB }) => meanB)] as const;
  const weighted = isComplete ? weightedDifferences(source.d, source.tasks, sizes) : null;
  return {
    ...pooled,
    ...NOT_OVER_TASKS,
    ...testOf(pooled, source, weighted, found, plan),
    study: studyOf(pooled, found),
    equivalence: weighted && equivalenceOf(pooled, source, weighted, plan),
    meanA: means[0],
    meanB: means[1],
    intervalA: null,
    intervalB: null,
    delta: found?.delta ?? null,
    deltaPercent: found === null || means[1] === null ? null : deltaPercent(found.delta, means[1]),
    standardError: found?.standardError ?? null,
    standardErrorDf: found?.df ?? 0,
    interval: found?.interval ?? null,
    intervalMethod: found?.interval ? 't' : null,
    warnings: [...pooled.warnings.filter(({ code }) => ABOUT_SAMPLES.has(code)), ...taskWarnings(tasks)],
    macro: { tasks },
  };
}

/** What describes one set of samples, and would say nothing of tasks that count the same. */
const NOT_OVER_TASKS = {
  effect: null,
  proportions: null,
  table: null,
  pairing: null,
  unpaired: null,
  worstCase: null,
  bootstrap: null,
  clusterSignFlipP: null,
  familyInterval: null,
} as const;

const ABOUT_SAMPLES: ReadonlySet<string> = new Set([
  'incomplete-overlap',
  'identical-scores',
  'equal-rows',
  'few-clusters',
  'insufficient-clusters',
  'unequal-clusters',
]);

function taskFindings({ scores, labels, tasks, places }: MacroSource, k: number, plan: TaskPlan, alpha: number): TaskFindings {
  const { name, runIds } = plan.tasks[k]!;
  const kept = Int32Array.from(tasks.keys()).filter((i) => tasks[i] === k);
  const taken = (column: Float64Array): Float64Array => Float64Array.from(kept, (i) => column[i]!);
  const [a, b] = [taken(scores.a), taken(scores.b)];
  const d = differences(a, b);
  const own = labels && compactLabels(labels, kept);
  const clustered = own && d.mean !== null ? clusteredMean(d.values, own, d.mean, alpha) : null;
  const standardError = labels ? (clustered?.se ?? null) : d.se;
  const df = labels ? (clustered?.df ?? 0) : Math.max(0, d.n - 1);
  return {
    name,
    runA: runIds[places[0]]!,
    runB: runIds[places[1]]!,
    n: d.n,
    meanA: describe(a).mean,
    meanB: describe(b).mean,
    delta: d.mean,
    standardError,
    df,
    interval: tInterval(d.mean, standardError, df, alpha),
  };
}

function macroOf(
  tasks: readonly TaskFindings[],
  value: (task: TaskFindings) => number | null,
  alpha: number,
): MacroMean | null {
  return macroMean(
    tasks.map((task) => ({ delta: value(task) ?? NaN, standardError: task.standardError, df: task.df })),
    alpha,
  );
}

/** Null where any task has none. */
function meanOf(tasks: readonly TaskFindings[], value: (task: TaskFindings) => number | null): number | null {
  let sum = 0;
  for (const task of tasks) {
    const mean = value(task);
    if (mean === null) return null;
    sum += mean;
  }
  return sum / tasks.length;
}

function testOf(
  { metric, runA, runB }: Pooled,
  { labels }: MacroSource,
  weighted: WeightedDifferences | null,
  found: MacroMean | null,
  plan: MacroPlan,
) {
  const untested = { method: null, p: null, statistic: null, df: null, resampling: null, resamples: null, seed: null };
  const unknown = { ...untested, pStandardError: null };
  if (plan.test === 'none') return unknown;
  if (plan.test === 't_test') {
    const { delta = 0, standardError = null, df = null, tTestP: p = null } = found ?? {};
    return { ...unknown, method: 'paired-t' as const, p, statistic: p === null ? null : delta / (standardError ?? NaN), df };
  }
  const seedOf = (draws: number): number => resamplingSeed(metric, runA, runB, 'permutation', draws, plan.seed);
  const options = { resamples: plan.resamples, seedOf, isThorough: plan.isThorough };
  const flipped = weighted && macroSignFlip(weighted, labels, options);
  const method = labels ? ('cluster-sign-flip' as const) : ('sign-flip' as const);
  if (flipped === null) return { ...unknown, method };
  const { p, resamples, seed, standardError: pStandardError } = flipped;
  return { ...unknown, method, p, resampling: flipped.method, resamples, seed, pStandardError };
}

/** What the difference of the mean over tasks has shown of its variance, as if each sample had the same share of it. */
function studyOf({ study, n }: Pooled, found: MacroMean | null): Study {
  const standardError = found?.standardError ?? null;
  const variance = standardError === null ? null : standardError * standardError * n;
  return { ...study, variance, discordance: null, components: null };
}

/** By the bounded mean of weighted groups, as of clusters that differ in size (statistics.md §21). */
function equivalenceOf(
  { metric, equivalence }: Pooled,
  { d, labels, tasks }: MacroSource,
  { weights }: WeightedDifferences,
  { ranges, margin, alpha }: MacroPlan,
): Equivalence | null {
  if (equivalence === null || margin === undefined) return null;
  const range = ranges.get(metric);
  if (range === undefined) return unknownEquivalence(margin);
  const largest = Math.max(...weights);
  const shares = Float64Array.from(tasks, (task) => weights[task]! / largest);
  const sample = boundedWeights(d.comparable, shares, labels, reachOf(range));
  return boundedEquivalence(sample, 'bounded-clusters', { margin, alpha });
}

/** The sign flip of weighted differences, or of their sums by cluster. Null with fewer than two clusters. */
function macroSignFlip(
  { values, lattice }: WeightedDifferences,
  labels: Int32Array | null,
  options: Parameters<typeof signFlip>[1],
): SignFlip | null {
  if (labels === null) return signFlip(values, { ...options, lattice });
  const clusters = countClusters(labels);
  if (clusters < 2) return null;
  const sums = (column: ArrayLike<number>): Float64Array => {
    const result = new Float64Array(clusters);
    labels.forEach((label, i) => (result[label]! += column[i]!));
    return result;
  };
  const units = lattice && sums(lattice.units);
  const isSmall = units?.every((unit) => Math.abs(unit) < 2 ** 31) ?? false;
  return signFlip(sums(values), {
    ...options,
    lattice: lattice && units && isSmall ? { q: lattice.q, units: Int32Array.from(units) } : null,
  });
}

function taskWarnings(tasks: readonly TaskFindings[]): readonly Warning[] {
  const named = (found: readonly TaskFindings[]): string => {
    const names = found.slice(0, 5).map(({ name }) => JSON.stringify(name));
    return names.join(', ') + (found.length > 5 ? ` and ${found.length - 5} more` : '');
  };
  const empty = tasks.filter(({ n }) => n === 0);
  const constant = tasks.filter(({ n, standardError }) => n > 0 && standardError === 0);
  const single = tasks.filter(({ n, standardError }) => n > 0 && standardError === null);
  const warnings: Warning[] = [];
  if (empty.length > 0) {
    const message = `The two share no sample in ${named(empty)}: there is no mean over all tasks. Leave the task out, or compare runs over the same samples.`;
    warnings.push({ code: 'task-without-samples', message });
  }
  if (single.length > 0) {
    const message = `Too few samples or clusters in ${named(single)} to know how its difference varies: there is no interval over all tasks.`;
    warnings.push({ code: 'task-without-variance', message });
  }
  if (constant.length > 0) {
    const message = `The difference is the same on every sample of ${named(constant)}: the interval takes it as known.`;
    warnings.push({ code: 'task-without-variance', message });
  }
  return warnings;
}
