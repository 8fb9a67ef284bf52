import { clusteredMean, compactLabels } from './cluster.ts';
import { describe } from './describe.ts';
import type { Interval } from './interval.ts';
import { meanInterval } from './mean-interval.ts';

const UNIT: Interval = [0, 1];

/** How often a problem was tried, and how often it was solved. */
export interface Tries {
  readonly tried: number;
  readonly solved: number;
}

/** A rate over problems. `mean` and `interval` are from 0 to 1. */
export interface PassRate {
  readonly mean: number;
  /** Null for one problem, or one cluster. */
  readonly standardError: number | null;
  readonly interval: Interval | null;
}

/** What k tries of a problem reach. */
export interface PassK {
  readonly k: number;
  /** Problems that were tried k times or more: the rates are over these. */
  readonly problems: number;
  /** Problems that were tried less often, and are left out. */
  readonly tooFewTries: number;
  /** At least one of k tries solves the problem. Null without problems. */
  readonly passAtK: PassRate | null;
  /** All of k tries solve it. */
  readonly passHatK: PassRate | null;
}

/**
 * pass@k, the chance that one of k tries solves a problem (Chen et al. 2021), and pass^k, the chance that all do (Yao et al. 2024), each
 * without bias for a problem and as its mean over problems, with the interval of a mean (statistics.md §27, §33), so that pass@1 is the mean of right-or-wrong scores. `labels` are the
 * clusters of the problems, numbered from 0; without them each is on its own.
 *
 * @example passK([{ tried: 10, solved: 5 }, { tried: 10, solved: 1 }], 3, 0.05).passAtK?.mean // 0.6083
 */
export function passK(problems: readonly Tries[], k: number, alpha: number, labels: Int32Array | null = null): PassK {
  const places = Int32Array.from([...problems.keys()].filter((place) => problems[place]!.tried >= k));
  const enough = Array.from(places, (place) => problems[place]!);
  const among = labels && compactLabels(labels, places);
  const tries = enough.reduce((sum, { tried }) => sum + tried, 0);
  const rate = (chance: (tries: Tries) => number): PassRate | null =>
    passRate(Float64Array.from(enough, chance), k, tries, among, alpha);
  return {
    k,
    problems: enough.length,
    tooFewTries: problems.length - enough.length,
    passAtK: rate(({ tried, solved }) => 1 - allAmong(tried - solved, tried, k)),
    passHatK: rate(({ tried, solved }) => allAmong(solved, tried, k)),
  };
}

/** C(m, k) / C(n, k): the chance that k of n, drawn without putting back, are all among m of them. */
function allAmong(m: number, n: number, k: number): number {
  let chance = 1;
  for (let i = 0; i < k; i += 1) chance *= Math.max(0, m - i) / (n - i);
  return chance;
}

function passRate(chances: Float64Array, k: number, tries: number, labels: Int32Array | null, alpha: number): PassRate | null {
  const { n, mean, se } = describe(chances);
  if (mean === null) return null;
  const clustered = labels && clusteredMean(chances, labels, mean, alpha);
  const { standardError, df, size } = clustered
    ? { standardError: clustered.se, df: clustered.df, size: clustered.effectiveClusters }
    : { standardError: se, df: n - 1, size: n };
  if (standardError === null || df === null) return { mean, standardError: null, interval: null };
  const singleScores = k === 1 || chances.every((chance) => chance === 0 || chance === 1) ? tries : null;
  const samples = clustered ? null : n;
  const { interval } = meanInterval({ mean, standardError, df, size, samples, range: UNIT, singleScores }, alpha);
  return { mean, standardError, interval };
}
