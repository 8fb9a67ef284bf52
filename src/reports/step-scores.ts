import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import { scoreOf } from '../evaluation/step-fold.ts';
import { TrialIndex } from '../evaluation/trial-index.ts';
import type { PooledNoise } from './job-report.ts';

/** Where the weakest trial of a weak example is: its event, and the last of its scorings. */
export interface WeakTrial {
  readonly trialId: string;
  /** Tells trials of equal rows apart; archives of other writers lack it. */
  readonly row: number | undefined;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** See `ReportedExample`. */
  readonly meanScore: number;
  readonly trials: number;
}

/** How much a metric's scores differ between looks at the same thing; `null` where there was one look each. */
export interface MetricNoise {
  readonly trials: PooledNoise | null;
  readonly looks: PooledNoise | null;
}

interface ScoredTrial {
  readonly trialId: string;
  readonly row: number | undefined;
  readonly firstSeq: number;
  lastSeq: number;
  readonly isFailed: boolean;
  /** By metric, in the order of `#metrics`; over a judge's looks. */
  readonly scores: (RunningMean | undefined)[];
}

interface ScoredMetric {
  readonly index: number;
  readonly looks: PooledVariance;
}

/**
 * The scores of the trials of one step, of which a fold keeps only the means: a few numbers for each trial, and none of its
 * texts. A row of the dataset is an example.
 */
export class StepScores {
  readonly stepIndex: number;
  readonly #places: TrialIndex;
  readonly #metrics = new Map<string, ScoredMetric>();
  readonly #trials: ScoredTrial[] = [];
  readonly #examples: ScoredTrial[][] = [];

  /** `isRepeated`: whether an example may have more than one trial. */
  constructor(stepIndex: number, isRepeated: boolean) {
    this.stepIndex = stepIndex;
    this.#places = new TrialIndex(isRepeated);
  }

  addTrial(seq: number, payload: TrialPayload): void {
    const place = this.#places.addTrial(payload);
    if (place.trial < this.#trials.length) return;
    const { trial_id: trialId, row, status } = payload;
    const trial = { trialId, row, firstSeq: seq, lastSeq: seq, isFailed: status === 'failed', scores: [] };
    this.#trials.push(trial);
    (this.#examples[place.example] ??= []).push(trial);
  }

  addScoring(seq: number, payload: ScoringPayload): void {
    const trial = this.#trials[this.#places.trialOf(payload) ?? -1];
    if (trial === undefined) return;
    trial.lastSeq = seq;
    const score = scoreOf(payload);
    if (score === null) return;
    const { index, looks } = this.#metric(payload.metric.name);
    (trial.scores[index] ??= new RunningMean()).add(score, looks);
  }

  /** The noise of one metric: between an example's trials, each by the mean of its looks, and between the looks at one trial. */
  noise(metric: string): MetricNoise {
    const { index, looks } = this.#metric(metric);
    const between = new PooledVariance();
    for (const trials of this.#examples) {
      const example = new RunningMean();
      for (const { scores } of trials) {
        const score = scores[index];
        if (score !== undefined) example.add(score.mean, between);
      }
    }
    return { trials: between.noise, looks: looks.noise };
  }

  /** The examples with the lowest mean scores, the lowest first, equal ones in their order. */
  weakest(count: number): readonly WeakTrial[] {
    return weakest(Iterator.from(this.#examples).flatMap(weakTrial), count, ({ meanScore }) => meanScore);
  }

  #metric(name: string): ScoredMetric {
    const known = this.#metrics.get(name);
    if (known !== undefined) return known;
    const metric = { index: this.#metrics.size, looks: new PooledVariance() };
    this.#metrics.set(name, metric);
    return metric;
  }
}

function trialScore({ scores, isFailed }: ScoredTrial): number | null {
  const overMetrics = new RunningMean();
  for (const score of scores) if (score !== undefined) overMetrics.add(score.mean);
  return overMetrics.n > 0 ? overMetrics.mean : isFailed ? 0 : null;
}

/** Nothing where none of the trials has a score. */
function weakTrial(trials: readonly ScoredTrial[]): WeakTrial[] {
  const scored = trials.flatMap((trial) => {
    const score = trialScore(trial);
    return score === null ? [] : [{ trial, score }];
  });
  const [first] = weakest(scored, 1, ({ score }) => score);
  if (first === undefined) return [];
  const { trialId, row, firstSeq, lastSeq } = first.trial;
  const meanScore = scored.reduce((sum, { score }) => sum + score, 0) / scored.length;
  return [{ trialId, row, firstSeq, lastSeq, meanScore, trials: trials.length }];
}

/** The mean of a few values, in two numbers: a large job has one for each trial and metric. */
class RunningMean {
  n = 0;
  mean = 0;

  /** From the second value on, `spread` learns how far it lies from the others. */
  add(value: number, spread?: PooledVariance): void {
    const before = this.mean;
    this.n += 1;
    this.mean += (value - before) / this.n;
    if (this.n > 1) spread?.add(value, before, this.mean);
  }
}

/** Adds up the squared deviations within groups, each from its own group's mean. */
class PooledVariance {
  #squares = 0;
  #degreesOfFreedom = 0;

  /** Takes a group's next value: `before` is the group's mean without it, `after` with it (Welford 1962). */
  add(value: number, before: number, after: number): void {
    this.#squares += (value - before) * (value - after);
    this.#degreesOfFreedom += 1;
  }

  /** `null` where no group has two values. */
  get noise(): PooledNoise | null {
    const degreesOfFreedom = this.#degreesOfFreedom;
    if (degreesOfFreedom === 0) return null;
    return { sd: Math.sqrt(Math.max(0, this.#squares) / degreesOfFreedom), degrees_of_freedom: degreesOfFreedom };
  }
}

/** The `count` items with the lowest scores, the lowest first, equal ones in their order; it holds no more than these. */
export function weakest<Item>(items: Iterable<Item>, count: number, scoreOf: (item: Item) => number): readonly Item[] {
  const kept: { readonly item: Item; readonly score: number }[] = [];
  for (const item of items) {
    const score = scoreOf(item);
    const last = kept.at(-1);
    if (kept.length === count && last !== undefined && score >= last.score) continue;
    const place = kept.findIndex((other) => score < other.score);
    kept.splice(place < 0 ? kept.length : place, 0, { item, score });
    kept.length = Math.min(kept.length, count);
  }
  return kept.map(({ item }) => item);
}
