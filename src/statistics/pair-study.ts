import { countClusters } from './cluster.ts';
import type { ComparisonPlan, StatisticalTest } from './comparison-request.ts';
import type { DetectingTest } from './detection-multiplier.ts';
import type { Interval } from './interval.ts';
import type { McNemar } from './mcnemar.ts';
import type { PairFindings } from './pair-findings.ts';
import { type Study, studyPower, type StudyPower, studyRepeats } from './study-power.ts';
import type { RepeatGain, VarianceComponents } from './variance-components.ts';

/** The power that a comparison's smallest detectable differences are for. */
export const POWER = 0.8;

/** What a pair has shown of how much it can find. */
export interface StudiedPair {
  readonly n: number;
  /** Of one difference; with clusters n times the squared standard error. */
  readonly variance: number | null;
  /** Of right-or-wrong scores that do not come in clusters. */
  readonly table: McNemar | null;
  readonly labels: Int32Array | null;
  /** The metric's range; right-or-wrong scores have one without being told. */
  readonly range: Interval | undefined;
  readonly binary: boolean;
  readonly components: VarianceComponents | null;
}

/** A pair as `studyPower` takes it (statistics.md §26). */
export function pairStudy(
  { n, variance, table, labels, range, binary, components }: StudiedPair,
  test: StatisticalTest,
): Study {
  const isExact = table !== null && detectingTest(test) === 'sign-flip';
  return {
    n,
    variance,
    discordance: isExact ? (table.onlyA + table.onlyB) / n : null,
    clusters: labels && { count: countClusters(labels), largest: largestCluster(labels) },
    span: range ? range[1] - range[0] : binary ? 1 : null,
    test: detectingTest(test),
    components,
  };
}

/** The smallest differences that a pair would have found, alone and within its family, and the power to show equivalence. */
export interface PairPower extends Pick<
  StudyPower,
  'minimumDetectableEffect' | 'familyMinimumDetectableEffect' | 'equivalencePower'
> {
  /** What more repeats would gain; null unless both runs have some. */
  readonly repeats: RepeatGain | null;
}

/** The power of a pair in a family of so many hypotheses. */
export function pairPower({ study }: Pick<PairFindings, 'study'>, family: number, plan: ComparisonPlan): PairPower {
  const { alpha, margin, correction } = plan;
  const hypotheses = correction === 'none' ? 1 : family;
  const rates = { alpha, power: POWER };
  const question = { rates, n: study.n, hypotheses, margin: margin ?? null, delta: null, repeats: null };
  const { minimumDetectableEffect, familyMinimumDetectableEffect, equivalencePower } = studyPower(study, question);
  return {
    minimumDetectableEffect,
    familyMinimumDetectableEffect,
    equivalencePower,
    repeats: studyRepeats(study, study.n, rates),
  };
}

function detectingTest(test: StatisticalTest): DetectingTest {
  switch (test) {
    case 'auto':
    case 'permutation':
    case 'wilcoxon':
    case 'mcnemar':
    case 'none':
      return 'sign-flip';
    case 'bootstrap':
    case 'bootstrap_t':
    case 't_test':
      return 't';
  }
}

function largestCluster(labels: Int32Array): number {
  const sizes = new Uint32Array(countClusters(labels));
  for (const label of labels) sizes[label]! += 1;
  return sizes.reduce((most, size) => Math.max(most, size), 0);
}
