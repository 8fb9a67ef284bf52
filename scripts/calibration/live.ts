import type { LiveState } from '../../src/statistics/live/live-comparison.ts';
import type { RandomStream } from '../../src/statistics/random.ts';
import { misses } from './comparing.ts';
import { uniform } from './draws.ts';
import { equalScores } from './many-runs.ts';
import type { Situation } from './situation.ts';
import { watched, type WatchedRuns, type WatchOptions } from './watched.ts';

export const LIVE_PART = 'comparisons that are looked at after every sample';

/** A score from 0 to 1 by an ability, and the smallest step between two scores. */
interface Scale {
  readonly name: string;
  readonly step: number;
  readonly score: (ability: number) => number;
}

const BINARY: Scale = { name: 'right or wrong', step: 1, score: (ability) => (ability > -0.5 ? 1 : 0) };
const TENTHS: Scale = {
  name: 'tenths',
  step: 0.1,
  score: (ability) => Math.min(10, Math.max(0, Math.round(6 + 2 * ability))) / 10,
};

const NONE = new Float64Array();

interface Kind {
  readonly name: string;
  readonly scale: Scale;
  readonly rows: number;
  readonly metrics?: number;
  /** Finished runs beside the baseline. */
  readonly history?: number;
  /** The share of the rows after which the baseline has ended; beyond 1: never. */
  readonly baselineEnds: number;
  /** The true difference; the rows are all that is asked about, so it is exactly that on them. Null for new samples of two equal runs. */
  readonly difference: number | null;
  readonly options?: WatchOptions;
}

const CONTROLS = { name: 'two finished runs as control', history: 1, baselineEnds: 0, difference: 0 };
const RUNNING = { name: 'baseline running', baselineEnds: 2, difference: 0 };
const ENDING = { name: 'baseline ends half-way', baselineEnds: 0.5, difference: 0 };
const NEW = { name: 'new samples', baselineEnds: 0, difference: null, options: { population: 'new' } } as const;
const PLANNED = {
  ...NEW,
  name: 'new samples, final test planned',
  options: { population: 'new', isFinalTestPlanned: true },
} as const;

/** Two equal runs that are compared while they run, and looked at after every sample; the margin where they differ by it. */
export const LIVE: readonly Situation[] = [
  ...[100, 400, 1000].flatMap((rows) =>
    [CONTROLS, RUNNING, NEW, PLANNED].map((kind) => better({ ...kind, rows, scale: BINARY })),
  ),
  better({ ...ENDING, rows: 400, scale: BINARY }),
  ...[CONTROLS, RUNNING, NEW, PLANNED].map((kind) => better({ ...kind, rows: 400, scale: TENTHS })),
  better({ ...CONTROLS, rows: 400, scale: BINARY, metrics: 3, name: 'three metrics, two finished runs as control' }),
  ...[CONTROLS, RUNNING, ENDING, NEW, PLANNED].map((kind) => interval({ ...kind, rows: 400, scale: BINARY })),
  ...[CONTROLS, PLANNED].map((kind) => interval({ ...kind, rows: 400, scale: TENTHS })),
  ...[CONTROLS, RUNNING].map((kind) => equivalent({ ...kind, rows: 400, scale: BINARY, difference: 0.05 })),
];

function better(kind: Kind): Situation {
  return situation(kind, 'better', ({ metrics }) =>
    metrics.some(({ verdict, isFact }) => !isFact && (verdict === 'a_better' || verdict === 'b_better')),
  );
}

function interval(kind: Kind): Situation {
  return situation(kind, 'interval misses', ({ metrics }) =>
    metrics.some((found) => misses(found.interval, kind.difference ?? 0)),
  );
}

function equivalent(kind: Kind): Situation {
  const options = { ...kind.options, margin: kind.difference };
  return situation(
    { ...kind, options, name: `${kind.name}, differ by the margin of ${kind.difference}` },
    'equivalent',
    ({ metrics }) => metrics.some(({ verdict, isFact }) => !isFact && verdict === 'equivalent'),
  );
}

function situation(kind: Kind, claim: string, isFalse: (state: LiveState) => boolean): Situation {
  return {
    part: LIVE_PART,
    name: `${kind.scale.name}, N = ${kind.rows}, ${kind.name}`,
    claim: `${claim} at any look`,
    nominal: 0.05,
    cost: (kind.metrics ?? 1) * Math.max(1, kind.rows / 150),
    draw(random, seed) {
      return { isFalse: watched(runsOf(kind, random), seed, kind.options ?? {}, isFalse) !== null, isWarned: false };
    },
  };
}

function runsOf({ rows, scale, history = 0, baselineEnds, difference, metrics = 1 }: Kind, random: RandomStream): WatchedRuns {
  const ofMetrics = Array.from({ length: metrics }, () => {
    const [candidate = NONE, baseline = NONE, ...others] = equalScores(random, 2 + history, rows, scale.score);
    if (difference !== null) level(candidate, baseline, difference, scale.step, random);
    return { candidate, baseline, others };
  });
  return {
    candidate: ofMetrics.map(({ candidate }) => candidate),
    baseline: ofMetrics.map(({ baseline }) => baseline),
    history: Array.from({ length: history }, (_, i) => ofMetrics.map(({ others }) => others[i] ?? NONE)),
    baselineEndsAt: baselineEnds > 1 ? Infinity : Math.round(baselineEnds * rows),
  };
}

/** Moves the scores of random rows by a step until their mean is the baseline's and the difference. */
export function level(
  scores: Float64Array,
  baseline: Float64Array,
  difference: number,
  step: number,
  random: RandomStream,
): void {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  let lacking = Math.round((sum(baseline) - sum(scores) + difference * scores.length) / step);
  while (lacking !== 0) {
    const row = Math.floor(uniform(random) * scores.length);
    const moved = Math.round(((scores[row] ?? 0) + Math.sign(lacking) * step) / step) * step;
    if (moved < -1e-9 || moved > 1 + 1e-9) continue;
    scores[row] = Math.min(1, Math.max(0, moved));
    lacking -= Math.sign(lacking);
  }
}
