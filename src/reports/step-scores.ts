import { aggregate } from '../evaluation/aggregate.ts';
import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import type { MetricInfo } from '../evaluation/scoring.ts';
import { exampleIdentity, trialId } from '../evaluation/trial-id.ts';
import type { MetricQuality, Quality, ReplicateNoise } from './job-report.ts';

/** Where a weak example's weakest trial is to be found: its event, and the last of its scorings. */
export interface WeakTrial {
  readonly trialId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** See `WeakExample`. */
  readonly meanScore: number;
  readonly trials: number;
}

interface ScoredTrial {
  readonly trialId: string;
  readonly firstSeq: number;
  lastSeq: number;
  readonly isFailed: boolean;
  /** How many rows of the dataset are this very example. */
  rows: number;
  /** By metric, in the order of `#metrics`; over a judge's looks. */
  readonly scores: (RunningMean | undefined)[];
}

interface ScoredMetric {
  readonly index: number;
  readonly info: MetricInfo;
  readonly looks: PooledVariance;
}

/** The scores of one step (or one job that has no steps): a few numbers for each trial, and none of its texts. */
export class StepScores {
  readonly stepIndex: number;
  readonly #metrics = new Map<string, ScoredMetric>();
  readonly #trials = new Map<string, ScoredTrial>();
  readonly #examples = new Map<string, ScoredTrial[]>();

  constructor(stepIndex: number) {
    this.stepIndex = stepIndex;
  }

  get isEmpty(): boolean {
    return this.#trials.size === 0;
  }

  addTrial(seq: number, { trial_id: id, example, status }: TrialPayload): void {
    const twin = this.#trials.get(id);
    if (twin !== undefined) {
      twin.rows += 1;
      return;
    }
    const trial = { trialId: id, firstSeq: seq, lastSeq: seq, isFailed: status === 'failed', rows: 1, scores: [] };
    this.#trials.set(id, trial);
    const key = trialId(exampleIdentity(example.inputs, example.reference), 0);
    const trials = this.#examples.get(key);
    if (trials === undefined) this.#examples.set(key, [trial]);
    else trials.push(trial);
  }

  addScoring(seq: number, { trial_id: id, metric: info, score }: ScoringPayload): void {
    const trial = this.#trials.get(id);
    const metric = this.#metric(info);
    if (trial === undefined) return;
    trial.lastSeq = seq;
    if (score === undefined) return;
    const mean = (trial.scores[metric.index] ??= new RunningMean());
    mean.add(score.normalized, trial.rows === 1 ? metric.looks : undefined);
  }

  /** Per metric the mean over examples of the example's mean over replicates, with the noise between replicates. */
  get quality(): Quality {
    const metrics = Array.from(this.#metrics.values(), (metric) => this.#metricQuality(metric));
    const overall = aggregate(metrics.flatMap(({ mean }) => (mean === null ? [] : [mean])));
    return { step_index: this.stepIndex, metrics, overall: overall.n === 0 ? null : overall };
  }

  /** The examples with the lowest mean scores, the lowest first, equal ones in their order. */
  weakest(count: number): readonly WeakTrial[] {
    return weakest(Iterator.from(this.#examples.values()).flatMap(weakTrial), count, ({ meanScore }) => meanScore);
  }

  #metric(info: MetricInfo): ScoredMetric {
    const known = this.#metrics.get(info.name);
    if (known !== undefined) return known;
    const metric = { index: this.#metrics.size, info, looks: new PooledVariance() };
    this.#metrics.set(info.name, metric);
    return metric;
  }

  #metricQuality({ index, info, looks }: ScoredMetric): MetricQuality {
    const trialVariance = new PooledVariance();
    const means = Iterator.from(this.#examples.values()).flatMap((trials) => {
      const example = new RunningMean();
      for (const { scores } of trials) {
        const score = scores[index];
        if (score !== undefined) example.add(score.mean, trialVariance);
      }
      return example.n === 0 ? [] : [example.mean];
    });
    const { name, description, kind } = info;
    return { name, description, kind, ...aggregate(means), trial_noise: trialVariance.noise, look_noise: looks.noise };
  }
}

function scoreOf({ scores, isFailed }: ScoredTrial): number | null {
  const overMetrics = new RunningMean();
  for (const score of scores) if (score !== undefined) overMetrics.add(score.mean);
  return overMetrics.n > 0 ? overMetrics.mean : isFailed ? 0 : null;
}

function weakTrial(trials: readonly ScoredTrial[]): WeakTrial[] {
  const scored = trials.flatMap((trial) => {
    const score = scoreOf(trial);
    return score === null ? [] : [{ trial, score }];
  });
  const [first] = weakest(scored, 1, ({ score }) => score);
  if (first === undefined) return [];
  const { trialId: id, firstSeq, lastSeq } = first.trial;
  const meanScore = scored.reduce((sum, { score }) => sum + score, 0) / scored.length;
  return [{ trialId: id, firstSeq, lastSeq, meanScore, trials: trials.length }];
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
  get noise(): ReplicateNoise | null {
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
