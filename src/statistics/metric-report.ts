import { bestSet } from './best-set.ts';
import { clusteredMean, labelsAmong } from './cluster.ts';
import type { PairSource } from './compare-pair.ts';
import { type ComparisonPlan, titleIn } from './comparison-request.ts';
import { describe } from './describe.ts';
import { friedman, type Friedman, nemenyiDifference } from './friedman.ts';
import type { Interval } from './interval.ts';
import type { PairComparison } from './judge-pairs.ts';
import { judgeWarnings } from './judge-warnings.ts';
import { type JudgedMean, judgedMean } from './judged-mean.ts';
import { leader, type Ranking, winLoss } from './leaders.ts';
import { type MeanIntervalMethod, runEstimate } from './mean-interval.ts';
import { macroRunMean } from './macro-run-mean.ts';
import { isBinary } from './mcnemar.ts';
import { pairStudy, POWER } from './pair-study.ts';
import { studyRepeats } from './study-power.ts';
import { metricPassK } from './metric-pass-k.ts';
import type { PassK } from './pass-k.ts';
import { componentsOfRun } from './run-repeats.ts';
import type { RepeatGain } from './variance-components.ts';
import type { Warning } from './warning.ts';

/** One run's mean over the samples that all runs share. */
export interface RunMean {
  readonly runId: string;
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly interval: Interval | null;
  readonly intervalMethod: MeanIntervalMethod | null;
  /** What of its variance repeats reduce, and the smallest difference from a fixed value that they leave; null without repeats. */
  readonly repeats: RepeatGain | null;
  /** In the order asked for; null where it was not, or where scores other than 0 and 1 leave none. */
  readonly passK: readonly PassK[] | null;
  /** The mean by people's labels; null where they were not asked for, or none is of a sample that counts. */
  readonly judge: JudgedMean | null;
}

/** Friedman's test over all runs, with Nemenyi's critical difference where its table reaches. */
export interface Omnibus extends Friedman {
  readonly nemenyiDifference: number | null;
  /** Why there is no such difference, in a sentence; null where there is one. */
  readonly nemenyiNote: string | null;
}

const NEMENYI_NOTE = 'Nemenyi’s critical difference is tabulated for alpha 0.05 and 0.1 and for up to 20 runs only.';

/** The summary of one metric over all runs. */
export interface MetricReport {
  readonly metric: string;
  readonly lowerIsBetter: boolean;
  /** How many samples have a valid score in every run: means, best and omnibus are about these. */
  readonly commonSamples: number;
  readonly means: readonly RunMean[];
  readonly best: string | null;
  /** The runs that no other run beats in the pairs of this report; null without a test. */
  readonly mayBeBest: readonly string[] | null;
  /** For each run the runs that beat it; null without a test. */
  readonly beatenBy: ReadonlyMap<string, readonly string[]> | null;
  readonly rankings: readonly Ranking[];
  readonly omnibus: Omnibus | null;
  /** Why there is none although there might be: it does not know clusters. */
  readonly omnibusReason: 'clustered' | 'tasks' | null;
  readonly warnings: readonly Warning[];
}

/** Summarizes a metric from its judged pairs and the samples that all runs share (statistics.md §1, §12, §23). */
export function metricReport(source: PairSource, pairs: readonly PairComparison[], plan: ComparisonPlan): MetricReport {
  const { metric, columns, commonRows } = source.columns;
  const runIds = plan.runs.map((run) => run.runId);
  const lowerIsBetter = plan.lowerIsBetter.has(metric);
  const common = columns.map((column) => taken(column, commonRows));
  const { ofRuns: passKs, warnings } = metricPassK(source, common, plan);
  const means = common.map((scores, run) => {
    const repeats = plan.tasks === null ? repeatsOfRun(source, run, scores, plan) : null;
    const judge = judgeOf(source, run, scores, plan);
    return { ...meanOf(source, run, scores, plan), repeats, passK: passKs[run] ?? null, judge };
  });
  const judged = plan.runs.flatMap(({ runId, humanLabels: labels }, run) =>
    labels === undefined ? [] : [{ title: titleIn(plan, runId), labels, judge: means[run]?.judge ?? null }],
  );
  const best = leader(
    means.map(({ mean }) => mean),
    lowerIsBetter,
  );
  const differ = pairs.some((pair) => pair.n !== commonRows.length);
  const set = plan.test === 'none' ? null : bestSet(runIds, pairs);
  return {
    metric,
    lowerIsBetter,
    commonSamples: commonRows.length,
    means,
    best: best === null ? null : runIds[best]!,
    mayBeBest: set && set.mayBeBest,
    beatenBy: set && set.beatenBy,
    rankings: winLoss(runIds, pairs),
    omnibus: source.labels || source.tasks ? null : omnibus(common, lowerIsBetter, plan.alpha),
    omnibusReason: source.tasks ? 'tasks' : source.labels ? 'clustered' : null,
    warnings: [
      ...(differ ? [setsDiffer(commonRows.length)] : []),
      ...warnings,
      ...judgeWarnings(judged, plan.ranges.get(metric)),
    ],
  };
}

function taken(column: Float64Array, rows: Int32Array): Float64Array {
  const scores = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) scores[i] = column[rows[i]!]!;
  return scores;
}

/** Over the samples that all runs share, like the mean beside it. */
function judgeOf(source: PairSource, run: number, scores: Float64Array, plan: ComparisonPlan): JudgedMean | null {
  const labels = plan.runs[run]?.humanLabels;
  if (labels === undefined) return null;
  const { metric, commonRows: rows } = source.columns;
  const places = rows.map((row) => source.alignment.rows[run]![row]!);
  return judgedMean({ metric, scores, places, clusters: labelsAmong(source, rows) }, labels, plan.alpha);
}

type Averaged = Omit<RunMean, 'repeats' | 'passK' | 'judge'>;

function meanOf(source: PairSource, run: number, scores: Float64Array, plan: ComparisonPlan): Averaged {
  const { tasks } = source;
  if (tasks === null || plan.tasks === null) return runMean(source, run, scores, plan);
  const { commonRows } = source.columns;
  const ofTasks = {
    runId: plan.runs[run]!.runId,
    scores,
    tasks: commonRows.map((row) => tasks[row]!),
    labels: labelsAmong(source, commonRows),
  };
  return macroRunMean(ofTasks, plan.tasks.tasks.length, plan.alpha);
}

function runMean(source: PairSource, run: number, scores: Float64Array, plan: ComparisonPlan): Averaged {
  const { metric, commonRows: rows } = source.columns;
  const description = describe(scores);
  const labels = labelsAmong(source, rows);
  const of = { alignment: source.alignment, metric, rows, run, scores, description, labels };
  const { standardError, interval, method } = runEstimate(of, plan);
  return { runId: plan.runs[run]!.runId, mean: description.mean, standardError, interval, intervalMethod: method };
}

function repeatsOfRun(source: PairSource, run: number, scores: Float64Array, plan: ComparisonPlan): RepeatGain | null {
  const { metric, commonRows: rows } = source.columns;
  const labels = labelsAmong(source, rows);
  const { n, mean, se: ordinary } = describe(scores);
  const se = labels && mean !== null ? clusteredMean(scores, labels, mean, plan.alpha).se : ordinary;
  const variance = se === null ? null : se * se * n;
  const components = componentsOfRun({ alignment: source.alignment, metric, rows }, run, variance);
  if (components === null) return null;
  const range = plan.ranges.get(metric);
  const study = pairStudy({ n, variance, table: null, labels, range, binary: isBinary(scores), components }, plan.test);
  return studyRepeats(study, n, { alpha: plan.alpha, power: POWER });
}

function omnibus(common: readonly Float64Array[], lowerIsBetter: boolean, alpha: number): Omnibus | null {
  const found = friedman(common, lowerIsBetter);
  if (!found) return null;
  const level = alpha === 0.05 || alpha === 0.1 ? alpha : null;
  const n = common[0]?.length ?? 0;
  const difference = level && nemenyiDifference(common.length, n, level);
  return { ...found, nemenyiDifference: difference, nemenyiNote: difference === null ? NEMENYI_NOTE : null };
}

function setsDiffer(n: number): Warning {
  return {
    code: 'sample-sets-differ',
    message: `Means and best are over the ${n} samples that all runs share; each pair is over the samples that its two runs share.`,
  };
}
