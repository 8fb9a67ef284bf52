import type { PairedScores } from './align.ts';
import type { ClusteredMean } from './cluster.ts';
import { columnFacts } from './column-facts.ts';
import { clusterSums } from './clustered-resampling.ts';
import type { ComparisonPlan } from './comparison-request.ts';
import { leftOutShare } from './coverage.ts';
import type { Differences } from './differences.ts';
import type { PairFindings } from './pair-findings.ts';
import type { PairMethod } from './pair-test.ts';
import { isFew } from './plain-interval.ts';
import { areTooSkewedClusters, isTooSkewed } from './skewness.ts';
import { canDecide } from './verdict.ts';
import type { Warning, WarningCode } from './warning.ts';

const FEW_RESAMPLES = 1_000;

type Found = Omit<PairFindings, 'warnings' | 'macro'>;

/** The data of a pair that its findings don't have any more. */
interface PairScores {
  readonly scores: PairedScores;
  readonly d: Differences;
  readonly labels: Int32Array | null;
  readonly areEqualRows: boolean;
}

/** What a reader should know about one pair, the most serious first (statistics.md §1, §7–§9, §15, §16, §22, §25, §30). */
export function pairWarnings(
  found: Found,
  { scores, d, labels, areEqualRows }: PairScores,
  plan: ComparisonPlan,
): readonly Warning[] {
  if (found.n === 0) return [warning('no-overlap', noOverlap(found))];
  return [
    ...sampleWarnings(found, plan),
    ...varianceWarnings(found, d),
    ...(areEqualRows ? equalRowWarnings(found, plan) : clusterWarnings(found, plan)),
    ...testWarnings(found, plan),
    ...intervalWarnings(found, d),
    ...marginWarnings(found),
    ...skewWarnings(found, d, labels),
    ...signWarnings(found, scores, plan),
  ];
}

function sampleWarnings(found: Found, { alpha }: ComparisonPlan): readonly Warning[] {
  const { n, coverage } = found;
  const { onlyA, onlyB, invalidA, invalidB } = coverage;
  const warnings: Warning[] = [];
  if (leftOutShare(coverage) > 0.01) {
    const counts = `${onlyA.count} only in A, ${onlyB.count} only in B, ${invalidA.count} without a valid score in A, ${invalidB.count} in B`;
    warnings.push(warning('incomplete-overlap', `The comparison rests on ${n} of ${coverage.union} samples (${counts}).`));
  }
  if (!canDecide(n, alpha)) {
    const least = (2 ** (1 - n)).toPrecision(3);
    warnings.push(
      warning('too-few-samples', `With ${n} samples the smallest p-value that the sign flip can give is ${least}.`),
    );
  } else if (n < 30) {
    const unseen = n < 20 ? ', and skew can’t be seen' : '';
    warnings.push(warning('small-n', `With ${n} samples intervals are rough${unseen}.`));
  }
  return warnings;
}

function varianceWarnings(found: Found, d: Differences): readonly Warning[] {
  if (found.identical) return [warning('identical-scores', 'Both runs have the same score on every sample.')];
  if (d.n < 2 || !d.constant) return [];
  const message =
    'Every difference is the same: nothing is known about larger ones. There is no t test, and whichever test was asked for, the sign flip decides.';
  return [warning('zero-variance', message)];
}

function clusterWarnings({ clustered }: Found, plan: ComparisonPlan): readonly Warning[] {
  if (!clustered) return [];
  const warnings = clusterCountWarnings(clustered, plan);
  if (plan.test !== 'wilcoxon' && plan.test !== 'mcnemar') return warnings;
  const message = `The ${plan.test} test does not support clusters; use auto, t_test or permutation.`;
  return [...warnings, warning('not-available-clustered', message)];
}

function equalRowWarnings(found: Found, plan: ComparisonPlan): readonly Warning[] {
  const { n, clustered } = found;
  if (!clustered) return [];
  const message =
    `Only ${clustered.clusters} of the ${n} rows are distinct. Equal rows are no independent evidence: those that are equal are one cluster, ` +
    'unless cluster_by says otherwise.';
  return [warning('equal-rows', message), ...clusterWarnings(found, plan)];
}

function clusterCountWarnings({ clusters, effectiveClusters }: ClusteredMean, { alpha }: ComparisonPlan): readonly Warning[] {
  if (clusters < 2) return [warning('insufficient-clusters', 'All samples are in one cluster: nothing can be said beyond it.')];
  const warnings: Warning[] = [];
  const worth = effectiveClusters < clusters - 0.05 ? `, worth ${effectiveClusters.toFixed(1)} of one size` : '';
  if (!canDecide(clusters, alpha)) {
    const least = (2 ** (1 - clusters)).toPrecision(3);
    const message = `There are only ${clusters} clusters${worth}: the smallest p-value that their sign flip can give is ${least}.`;
    warnings.push(warning('few-clusters', message));
  } else if (effectiveClusters < 10) {
    warnings.push(warning('few-clusters', `There are only ${clusters} clusters${worth}; the interval is wide and imprecise.`));
  }

  if (effectiveClusters < clusters / 2) {
    const message = `The ${clusters} clusters differ much in size: a few of them decide, as if there were ${effectiveClusters.toFixed(1)}.`;
    warnings.push(warning('unequal-clusters', message));
  }
  return warnings;
}

function testWarnings(found: Found, plan: ComparisonPlan): readonly Warning[] {
  const { method, resamples } = found;
  const warnings: Warning[] = [];
  if (method === 'wilcoxon') {
    warnings.push(
      warning('not-about-means', 'Wilcoxon tests symmetry, not the mean: on skewed differences it may reject equal means.'),
    );
  }
  if (method === 'mcnemar' && !found.binary)
    warnings.push(warning('not-binary', 'McNemar needs scores of 0 or 1 in both runs; use auto or permutation.'));

  if (resamples !== null && resamples < FEW_RESAMPLES && plan.resamples !== undefined) {
    const message = `Only ${resamples} random draws were asked for, which makes p and the interval rough: ask for ${FEW_RESAMPLES} or more.`;
    warnings.push(warning('few-resamples', message));
  }
  return warnings;
}

function intervalWarnings({ metric, intervalMethod }: Found, d: Differences): readonly Warning[] {
  if (intervalMethod !== 't' || !isFew(d.comparable)) return [];
  const message = `Fewer than 10 differences are not 0, and the range of “${metric.slice(0, 80)}” is unknown: the interval is too narrow. Give its range.`;
  return [warning('few-differences', message)];
}

function marginWarnings({ metric, equivalence }: Found): readonly Warning[] {
  if (equivalence === null || (equivalence.method !== 't' && equivalence.reason === null)) return [];
  const unknown = `The range of “${metric.slice(0, 80)}” is unknown, so that`;
  return [
    equivalence.method === 't'
      ? warning('range-unknown', `${unknown} equivalence rests on a t test, whose error is not guaranteed: give its range.`)
      : warning('range-unknown', `${unknown} nothing can be shown to be within the margin: give its range.`),
  ];
}

/** Tests of the mean that rest on symmetry, or on a distribution near the normal one. */
const SKEWED_BY_SKEW: readonly (PairMethod | null)[] = [
  'sign-flip',
  'paired-t',
  'bootstrap',
  'clustered-t',
  'cluster-sign-flip',
  'clustered-bootstrap',
];

function skewWarnings({ method }: Found, d: Differences, labels: Int32Array | null): readonly Warning[] {
  if (!SKEWED_BY_SKEW.includes(method)) return [];
  const isSkewed = labels ? areTooSkewedClusters(clusterSums(d, labels).sums) : isTooSkewed(d.comparable);
  if (!isSkewed) return [];
  const message = `The ${labels ? 'clusters’ ' : ''}differences are skewed, a few large ones against many small, and there are too few for that: p may be too small. The test bootstrap_t allows for it.`;
  return [warning('skewed-differences', message)];
}

function signWarnings(found: Found, { a, b }: PairedScores, plan: ComparisonPlan): readonly Warning[] {
  const floor = plan.ranges.get(found.metric)?.[0];
  const canBeNegative = floor === undefined ? columnFacts(a).hasNegative || columnFacts(b).hasNegative : floor < 0;
  if (found.deltaPercent === null || !canBeNegative) return [];
  return [warning('sign-ambiguous', 'The metric can be negative: a change in percent may mislead.')];
}

function noOverlap({ unpaired }: Found): string {
  const beside = unpaired ? ' Welch’s test of all scores is reported separately.' : '';
  return `The runs share no sample with a valid score in both.${beside}`;
}

function warning(code: WarningCode, message: string): Warning {
  return { code, message };
}
