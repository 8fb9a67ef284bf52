import { type Alignment, type MetricColumns, pairedScores } from './align.ts';
import { clusteredMean, type Grouping, labelsAmong } from './cluster.ts';
import { clusteredTest } from './clustered-pair-test.ts';
import { columnFacts } from './column-facts.ts';
import { type ComparisonPlan, mostHypotheses } from './comparison-request.ts';
import { coverage, worstCaseDelta } from './coverage.ts';
import { differences, pairing } from './differences.ts';
import { deltaPercent, effectSize, proportionEffect, winRate } from './effect-size.ts';
import { equivalence } from './equivalence.ts';
import { runEstimate } from './mean-interval.ts';
import { macroPair } from './macro-pair.ts';
import { mcNemar } from './mcnemar.ts';
import type { PairFindings } from './pair-findings.ts';
import { pairStudy } from './pair-study.ts';
import { within } from './plain-interval.ts';
import { plainTest } from './plain-pair-test.ts';
import { pairWarnings } from './pair-warnings.ts';
import { rankBiserial } from './rank-biserial.ts';
import { componentsOfPair } from './run-repeats.ts';
import { reachOf } from './score-ranges.ts';
import { selectedFindings } from './selected-findings.ts';
import { alphaOfEach, selectionOf } from './selection.ts';
import { type TTest, welchTest } from './t-test.ts';

/** What a pair's numbers are computed from. */
export interface PairSource extends Grouping {
  readonly alignment: Alignment;
  readonly columns: MetricColumns;
  /** Task numbers by row; null where everything is one task. */
  readonly tasks: Int32Array | null;
}

/** The numbers of the two runs of every pair, in the order in which the runs were named. */
export function* pairsAmong(runs: number): Generator<readonly [a: number, b: number]> {
  for (let a = 0; a < runs; a += 1) for (let b = a + 1; b < runs; b += 1) yield [a, b];
}

/** A plan, and whether to draw ten times as often where p comes from random draws. */
export interface PairPlan extends ComparisonPlan {
  readonly isThorough?: boolean;
}

/**
 * Compares runs number `a` and `b` of the alignment in one metric over the samples that both have. Where one was chosen by its scores on
 * these samples, p-values and intervals are corrected for that.
 */
export function comparePair(source: PairSource, a: number, b: number, plan: PairPlan): PairFindings {
  const { runs } = source.alignment;
  const selection = selectionOf(plan.steps.get(runs[a]!.runId), plan.steps.get(runs[b]!.runId));
  const found = findingsOf(source, a, b, { ...plan, alpha: alphaOfEach(plan.alpha, selection) });
  return selection === null ? found : selectedFindings(found, selection);
}

function findingsOf(source: PairSource, a: number, b: number, plan: PairPlan): PairFindings {
  const { alignment, columns } = source;
  const { metric } = columns;
  const [runA, runB] = [alignment.runs[a]!.runId, alignment.runs[b]!.runId];
  const scores = pairedScores(columns.columns[a]!, columns.columns[b]!);
  const d = differences(scores.a, scores.b);
  const [factsA, factsB] = [columnFacts(scores.a), columnFacts(scores.b)];
  const [left, right] = [factsA.description, factsB.description];
  const labels = labelsAmong(source, scores.rows);
  const clustered = labels && d.mean !== null ? clusteredMean(d.values, labels, d.mean, plan.alpha) : null;
  const range = plan.ranges.get(metric);
  const reach = range ? reachOf(range) : null;
  const binary = d.n > 0 && factsA.isBinary && factsB.isBinary;
  const pair = { metric, runA, runB, a: scores.a, b: scores.b, binary, d, labels, clustered, reach };
  const options = { ...plan, hypotheses: mostHypotheses(plan) };
  const test = labels ? clusteredTest(pair, labels, options) : plainTest(pair, options);
  const table = binary && !labels ? mcNemar(scores.a, scores.b) : null;
  const standardError = labels ? (clustered?.se ?? null) : d.se;
  const standardErrorDf = labels ? (clustered?.df ?? 0) : Math.max(0, d.n - 1);
  const variance = standardError === null ? null : standardError * standardError * d.n;
  const rows = { alignment, metric, rows: scores.rows };
  const components = componentsOfPair(rows, a, b, variance);
  const { margin } = plan;
  const findings = {
    ...test,
    interval: within(test.interval, reach),
    familyInterval: within(test.familyInterval, reach),
    metric,
    level: 1 - plan.alpha,
    selection: null,
    runA,
    runB,
    n: d.n,
    meanA: left.mean,
    meanB: right.mean,
    intervalA: runEstimate({ ...rows, run: a, scores: scores.a, description: left, labels }, plan).interval,
    intervalB: runEstimate({ ...rows, run: b, scores: scores.b, description: right, labels }, plan).interval,
    delta: d.mean,
    deltaPercent: d.mean === null || right.mean === null ? null : deltaPercent(d.mean, right.mean),
    standardError,
    standardErrorDf,
    binary,
    wins: winRate(d.comparable),
    effect: effectSize(d, left, right),
    rankBiserial: rankBiserial(d),
    proportions: table && proportionEffect(left.mean ?? 0, right.mean ?? 0, table),
    table,
    pairing: pairing(scores.a, scores.b, left, right, d),
    clustered,
    equivalence: margin === undefined ? null : equivalence(d, labels, reach, { margin, alpha: plan.alpha }),
    identical: d.n > 0 && d.constant && d.mean === 0,
    study: pairStudy({ n: d.n, variance, table, labels, range, binary, components }, plan.test),
    unpaired: d.n === 0 ? welchOfAll(columns, a, b, plan.alpha) : null,
    worstCase: range ? worstCaseDelta(alignment, columns.columns, a, b, range) : null,
    coverage: coverage(alignment, columns, a, b, d.n),
  };
  const { tasks } = source;
  const data = { scores, d, labels, areEqualRows: source.areEqualRows };
  const pooled = { ...findings, warnings: pairWarnings(findings, data, plan) };
  if (tasks === null || plan.tasks === null) return { ...pooled, macro: null };
  const ofSamples = scores.rows.map((row) => tasks[row]!);
  return macroPair(pooled, { scores, d, labels, tasks: ofSamples, places: [a, b] }, plan.tasks, plan);
}

function welchOfAll({ columns }: MetricColumns, a: number, b: number, alpha: number): TTest | null {
  const valid = (column: Float64Array): Float64Array => column.filter((value) => !Number.isNaN(value));
  return welchTest(valid(columns[a]!), valid(columns[b]!), alpha);
}
