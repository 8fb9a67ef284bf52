import { cohenKappa, ratingTable } from '../../src/statistics/cohen-kappa.ts';
import type { Interval } from '../../src/statistics/interval.ts';
import { krippendorffAlpha } from '../../src/statistics/krippendorff.ts';
import { labelledMean } from '../../src/statistics/labelled-mean.ts';
import type { RandomStream } from '../../src/statistics/random.ts';
import { judgedRun } from '../../src/statistics/judged-run.ts';
import { misses, scoredRun } from './comparing.ts';
import { uniform } from './draws.ts';
import type { Outcome, Situation } from './situation.ts';

/** The share of samples that people call good. */
const GOOD = 0.7;
const SAMPLES = 1_000;
const PART = 'judges and people';

/** Means by human labels, and agreement: how often their intervals miss the truth. */
export const HUMAN_LABELS: readonly Situation[] = [
  ...[20, 50, 100].flatMap((n) => [0.6, 0.9, 1].map((right) => meanByLabels(n, right))),
  clusteredMeanByLabels(50, 20, 100),
  kappaOf(100, 0.85),
  alphaOf(60, 0.85),
];

function situation(
  name: string,
  claim: string,
  cost: number,
  draw: (random: RandomStream, seed: number) => boolean,
): Situation {
  const outcome = (random: RandomStream, seed: number): Outcome => ({ isFalse: draw(random, seed), isWarned: false });
  return { part: PART, name, claim, nominal: 0.05, cost, draw: outcome };
}

/**
 * The definition states that these cover .919 to .966 from 50 labels on, and calls fewer labels rough: a judge whose mean is off, as this one's
 * is, may have made no mistake among them.
 */
function meanByLabels(n: number, right: number): Situation {
  return {
    part: PART,
    name: `a judge that is right on ${100 * right} % of ${SAMPLES} samples, n = ${n} labels`,
    claim: 'interval of the mean by labels misses',
    nominal: 0.05,
    cost: 1,
    ...(n < 50 ? { warned: { codes: ['few-labels'], share: 1 } } : { stated: 0.081 }),
    draw(random) {
      const people = Array.from({ length: SAMPLES }, () => (uniform(random) < GOOD ? 1 : 0));
      const judge = column(people.map((value) => said(random, value, right)));
      const places = Int32Array.from({ length: n }, (_, sample) => sample);
      const labels = { places, values: column(people.slice(0, n)), scores: new Map() };
      const [found] = judgedRun(scoredRun('judge', judge), labels, ['m'], 0.05);
      const isWarned = found?.warnings.some(({ code }) => code === 'few-labels') ?? false;
      return { isFalse: missed(found?.judge?.interval, GOOD), isWarned };
    },
  };
}

/** Clusters that differ in how many of their samples are good. */
function clusteredMeanByLabels(clusters: number, size: number, n: number): Situation {
  const name = `a judge that is right on 90 % of ${clusters} clusters of ${size}, n = ${n} labels`;
  const ofLabels = situation(name, 'interval of the mean by labels misses', 1, (random) => {
    const share = Array.from({ length: clusters }, () => uniform(random) ** (1 / 3));
    const order = shuffled(random, clusters * size).map((sample) => sample % clusters);
    const people = order.map((cluster) => (uniform(random) < (share[cluster] ?? 0) ? 1 : 0));
    const judge = people.map((value) => said(random, value, 0.9));
    const parts = { labelled: order.slice(0, n), elsewhere: order.slice(n) };
    const found = labelledMean(column(people.slice(0, n)), column(judge.slice(0, n)), column(judge.slice(n)), 0.05, parts);
    return missed(found?.interval, 0.75);
  });
  return { ...ofLabels, stated: 0.081 };
}

/** ± 1.96 SE misses up to .066 at n = 100, by 20,000 draws of other numbers where half of the samples are good: the definition says so. */
function kappaOf(n: number, right: number): Situation {
  const good = GOOD * right + (1 - GOOD) * (1 - right);
  const chance = GOOD * good + (1 - GOOD) * (1 - good);
  const ofKappa = situation(`κ of a judge that is right on ${100 * right} %, n = ${n}`, 'interval of κ misses', 1, (random) => {
    const people = Array.from({ length: n }, () => (uniform(random) < GOOD ? 1 : 0));
    const judge = people.map((value) => said(random, value, right));
    const { table } = ratingTable(people, judge);
    return missed(cohenKappa(table, 'unweighted', 0.05)?.interval, (right - chance) / (1 - chance));
  });
  return { ...ofKappa, stated: 0.066 };
}

function alphaOf(n: number, right: number): Situation {
  const good = GOOD * right + (1 - GOOD) * (1 - right);
  const truth = 1 - (right * (1 - right)) / (good * (1 - good));
  return situation(`α of 3 raters who are right on ${100 * right} %, n = ${n}`, 'interval of α misses', 5, (random, seed) => {
    const facts = Array.from({ length: n }, () => (uniform(random) < GOOD ? 1 : 0));
    const raters = [0, 1, 2].map(() => column(facts.map((value) => said(random, value, right))));
    return missed(krippendorffAlpha(raters, 'nominal', 0.05, seed).interval, truth);
  });
}

function said(random: RandomStream, value: number, right: number): number {
  return uniform(random) < right ? value : 1 - value;
}

function shuffled(random: RandomStream, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  return order
    .map((sample) => [uniform(random), sample] as const)
    .sort(([a], [b]) => a - b)
    .map(([, sample]) => sample);
}

function column(values: readonly number[]): Float64Array {
  return Float64Array.from(values);
}

function missed(interval: Interval | null | undefined, truth: number): boolean {
  return misses(interval ?? null, truth);
}
