import type { PairedScores } from './align.ts';
import type { ComparisonPlan } from './comparison-request.ts';
import { leftOutShare } from './coverage.ts';
import type { Differences } from './differences.ts';
import type { PairFindings } from './pair-findings.ts';
import type { Warning, WarningCode } from './warning.ts';

type Found = Omit<PairFindings, 'warnings'>;

/** What a reader should know about one pair, the most serious first (statistics.md §1, §3, §7–§9, §15, §16). */
export function pairWarnings(found: Found, scores: PairedScores, d: Differences, plan: ComparisonPlan): readonly Warning[] {
  if (found.n === 0) return [warning('no-overlap', noOverlap(found))];
  return [
    ...sampleWarnings(found),
    ...varianceWarnings(found, d),
    ...clusterWarnings(found, plan),
    ...testWarnings(found, plan),
    ...marginWarnings(found),
    ...signWarnings(found, scores, plan),
  ];
}

function sampleWarnings(found: Found): readonly Warning[] {
  const { n, coverage } = found;
  const { onlyA, onlyB, invalidA, invalidB } = coverage;
  const warnings: Warning[] = [];
  if (leftOutShare(coverage) > 0.01) {
    const counts = `${onlyA.count} only in A, ${onlyB.count} only in B, ${invalidA.count + invalidB.count} without a valid score`;
    warnings.push(warning('incomplete-overlap', `The comparison rests on ${n} of ${coverage.union} samples (${counts}).`));
  }
  if (n < 6) {
    const least = (2 ** (1 - n)).toPrecision(3);
    warnings.push(
      warning('too-few-samples', `With ${n} samples the smallest p-value that the sign flip can give is ${least}.`),
    );
  } else if (n < 30) {
    warnings.push(warning('small-n', `With ${n} samples intervals are rough; those of the bootstrap are a little too narrow.`));
  }
  return warnings;
}

function varianceWarnings(found: Found, d: Differences): readonly Warning[] {
  if (found.identical) return [warning('identical-scores', 'Both runs have the same score on every sample.')];
  if (d.n < 2 || !d.constant) return [];
  return [warning('zero-variance', 'The difference is the same on every sample: there is no t test; the sign flip decides.')];
}

function clusterWarnings({ clustered }: Found, plan: ComparisonPlan): readonly Warning[] {
  if (!plan.clustered || !clustered) return [];
  const warnings: Warning[] = [];
  if (clustered.clusters < 2) {
    warnings.push(warning('insufficient-clusters', 'All samples are in one cluster: nothing can be said beyond it.'));
  } else if (clustered.clusters < 10) {
    warnings.push(
      warning('few-clusters', `There are only ${clustered.clusters} clusters; the interval is wide and imprecise.`),
    );
  }

  if (plan.test === 'wilcoxon' || plan.test === 'mcnemar') {
    warnings.push(
      warning('not-available-clustered', `The ${plan.test} test does not support clusters; use auto, t_test or permutation.`),
    );
  }
  return warnings;
}

function testWarnings(found: Found, plan: ComparisonPlan): readonly Warning[] {
  const { p, interval, method } = found;
  const warnings: Warning[] = [];
  if (method === 'wilcoxon') {
    warnings.push(
      warning('not-about-means', 'Wilcoxon tests symmetry, not the mean: on skewed differences it may reject equal means.'),
    );
  }
  if (method === 'mcnemar' && !found.binary)
    warnings.push(warning('not-binary', 'McNemar needs scores of 0 or 1 in both runs; use auto or permutation.'));

  if (p !== null && interval !== null && (interval[0] > 0 || interval[1] < 0) !== p <= plan.alpha) {
    warnings.push(
      warning('ci-test-disagree', 'The interval and the test disagree on whether there is a difference; trust the test.'),
    );
  }
  return warnings;
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

function signWarnings(found: Found, { a, b }: PairedScores, plan: ComparisonPlan): readonly Warning[] {
  const floor = plan.ranges.get(found.metric)?.[0];
  const canBeNegative = floor === undefined ? hasNegative(a) || hasNegative(b) : floor < 0;
  if (found.deltaPercent === null || !canBeNegative) return [];
  return [warning('sign-ambiguous', 'The metric can be negative: a change in percent may mislead.')];
}

function hasNegative(scores: Float64Array): boolean {
  for (const score of scores) if (score < 0) return true;
  return false;
}

function noOverlap({ unpaired }: Found): string {
  const beside = unpaired ? ' Welch’s test of all scores is reported separately.' : '';
  return `The runs share no sample with a valid score in both.${beside}`;
}

function warning(code: WarningCode, message: string): Warning {
  return { code, message };
}
