import { CompensatedSum, RunningAggregate } from './aggregate.ts';
import type { Aggregate } from './event.ts';
import { type LookScore, LookScores } from './look-scores.ts';
import { BoundsTally, type ScoreBounds } from './score-bounds.ts';
import type { MetricInfo } from './scoring.ts';

/** How one metric has scored. */
export interface MetricFigures {
  /** What its first scoring says of it; `null` before. */
  readonly info: MetricInfo | null;
  /** Mean, spread and number of examples, each by the mean of its trials, a trial by the mean of its looks. */
  readonly overExamples: Aggregate;
  /** Mean, spread and number of scorings, whatever they are of. */
  readonly overScorings: Aggregate;
  /** The mean over examples, as cheap to read as a count; `null` where nothing was scored. */
  readonly runningMean: number | null;
  /** The same with spread and number of examples: all are exact but for rounding. */
  readonly running: Aggregate;
  /** Where the scores of its trials lie. */
  readonly bounds: ScoreBounds;
  /** Trials that have a score. */
  readonly scoredTrials: number;
  /** The sum of their means over looks. */
  readonly sumOverTrials: number;
}

/** What a look at a trial is of. */
export interface ScoredLook {
  readonly trial: number;
  readonly example: number;
  readonly look: number;
}

/**
 * Averages the scores of one metric in one step: a number for each look, two for each trial, and two for each example that has several.
 * A look that comes once more takes the place of the one before.
 */
export class MetricFold implements MetricFigures {
  info: MetricInfo | null = null;
  #scorings = new RunningAggregate();
  #looks = new LookScores();
  /** Scores of looks at trials that never came. */
  #strays: number[] = [];
  /** Whether `#scorings` holds scores that no longer count. */
  #isStale = false;
  readonly #runningSum = new CompensatedSum();
  #runningCount = 0;
  /** Of differences from the first mean that there was, whose squares lose fewer digits. */
  readonly #shiftedSum = new CompensatedSum();
  readonly #shiftedSquares = new CompensatedSum();
  #shift: number | null = null;
  readonly #bounds = new BoundsTally();
  readonly #trialSum = new CompensatedSum();
  scoredTrials = 0;
  /** By trial: its looks. */
  #trials = new Groups();
  /** By example: the means of its trials; `null` where each trial is of an example of its own. */
  #examples: Groups | null;
  #exact: RunningAggregate | null = null;

  constructor(isRepeated: boolean) {
    this.#examples = isRepeated ? new Groups() : null;
  }

  /** The scores of several steps together: an example counts in each of them. */
  static pooled(folds: readonly MetricFold[]): MetricFigures {
    const [only] = folds;
    if (only !== undefined && folds.length === 1) return only;
    const overExamples = new RunningAggregate();
    const overScorings = new RunningAggregate();
    const bounds = new BoundsTally();
    for (const fold of folds) {
      bounds.merge(fold.#bounds);
      overExamples.merge(fold.#exactExamples());
      overScorings.merge(fold.#exactScorings());
    }
    const info = folds.find((fold) => fold.info !== null)?.info ?? null;
    const { mean } = overExamples.aggregate;
    return {
      info,
      overExamples: overExamples.aggregate,
      overScorings: overScorings.aggregate,
      runningMean: mean,
      running: overExamples.aggregate,
      bounds: bounds.normalized,
      scoredTrials: folds.reduce((sum, fold) => sum + fold.scoredTrials, 0),
      sumOverTrials: folds.reduce((sum, fold) => sum + fold.sumOverTrials, 0),
    };
  }

  /**
   * `score` is `null` for a failed look; without `place` it is no trial's, but a scoring all the same. Returns what the look was before:
   * `undefined` where it is the first.
   */
  add(info: MetricInfo, score: number | null, place: ScoredLook | undefined): LookScore {
    this.info ??= info;
    if (place === undefined) {
      this.#addStray(score);
      return undefined;
    }
    const before = this.#looks.set(place.trial, place.look, score);
    if (typeof before === 'number') this.#isStale = true;
    else if (score !== null) this.#scorings.add(score);
    if (score !== null || typeof before === 'number') this.#changeTrial(place, before === undefined ? score : null);
    return before;
  }

  /** Takes back what was said of a trial that is made again; returns its looks, `null` for each that failed. */
  forget(trial: number, example: number): readonly LookScore[] {
    const forgotten = this.#looks.forget(trial);
    if (forgotten.some((score) => score !== null)) {
      this.#isStale = true;
      this.#changeTrial({ trial, example }, null);
    }
    return forgotten;
  }

  /** Whether a look at the trial has a score. */
  hasScored(trial: number): boolean {
    return this.#trials.has(trial);
  }

  /** Keeps the means and lets go of what they were made of. */
  close(): void {
    this.#exactExamples();
    this.#exactScorings();
    this.#trials = new Groups();
    this.#examples &&= new Groups();
    this.#looks = new LookScores();
    this.#strays = [];
  }

  get overExamples(): Aggregate {
    return this.#exactExamples().aggregate;
  }

  get overScorings(): Aggregate {
    return this.#exactScorings().aggregate;
  }

  get sumOverTrials(): number {
    return this.#trialSum.value;
  }

  get runningMean(): number | null {
    return this.#runningCount === 0 ? null : this.#runningSum.value / this.#runningCount;
  }

  get running(): Aggregate {
    const n = this.#runningCount;
    const mean = this.runningMean;
    if (mean === null) return { mean: null, sd: null, n };
    const squares = this.#shiftedSquares.value - this.#shiftedSum.value ** 2 / n;
    return { mean, sd: n === 1 ? 0 : Math.sqrt(Math.max(0, squares) / (n - 1)), n };
  }

  get bounds(): ScoreBounds {
    return this.#bounds.normalized;
  }

  #addStray(score: number | null): void {
    if (score === null) return;
    this.#scorings.add(score);
    this.#strays.push(score);
  }

  /** `added` is the score of a look that is new; `null` where the looks at the trial are to be averaged anew. */
  #changeTrial({ trial, example }: Pick<ScoredLook, 'trial' | 'example'>, added: number | null): void {
    this.#exact = null;
    const change = added === null ? this.#trials.set(trial, this.#scoresOf(trial)) : this.#trials.add(trial, added);
    this.scoredTrials += Number(change.after !== null) - Number(change.before !== null);
    this.#trialSum.add((change.after ?? 0) - (change.before ?? 0));
    if (change.before !== null) this.#bounds.remove(change.before);
    if (change.after !== null) this.#bounds.add(change.after);
    const mean = this.#examples === null ? change : this.#examples.replace(example, change);
    this.#runningCount += Number(mean.after !== null) - Number(mean.before !== null);
    this.#runningSum.add((mean.after ?? 0) - (mean.before ?? 0));
    if (mean.before !== null) this.#addShifted(mean.before, -1);
    if (mean.after !== null) this.#addShifted(mean.after, 1);
  }

  #addShifted(mean: number, times: 1 | -1): void {
    this.#shift ??= mean;
    const difference = mean - this.#shift;
    this.#shiftedSum.add(times * difference);
    this.#shiftedSquares.add(times * difference * difference);
  }

  #scoresOf(trial: number): readonly number[] {
    return this.#looks.of(trial).filter((score) => score !== null);
  }

  #exactScorings(): RunningAggregate {
    if (this.#isStale) {
      this.#isStale = false;
      this.#scorings = new RunningAggregate();
      for (const score of this.#looks.scores()) this.#scorings.add(score);
      for (const score of this.#strays) this.#scorings.add(score);
    }
    return this.#scorings;
  }

  #exactExamples(): RunningAggregate {
    if (this.#exact === null) {
      this.#exact = new RunningAggregate();
      for (const mean of (this.#examples ?? this.#trials).means()) this.#exact.add(mean);
    }
    return this.#exact;
  }
}

/** What a value did to the mean of its group; `null` for a group without values. */
interface MeanChange {
  readonly before: number | null;
  readonly after: number | null;
}

/** Means of numbered groups. */
class Groups {
  readonly #sums: number[] = [];
  readonly #counts: number[] = [];

  has(group: number): boolean {
    return (this.#counts[group] ?? 0) > 0;
  }

  add(group: number, value: number): MeanChange {
    return this.replace(group, { before: null, after: value });
  }

  /** Gives a group these values in the place of all that it had. */
  set(group: number, values: readonly number[]): MeanChange {
    const sum = values.reduce((total, value) => total + value, 0);
    return this.#put(group, values.length, sum);
  }

  /** Puts one value of a group in the place of another; where that was none, the group has one more. */
  replace(group: number, { before, after }: MeanChange): MeanChange {
    const count = (this.#counts[group] ?? 0) + Number(after !== null) - Number(before !== null);
    const sum = this.#sums[group] ?? 0;
    return this.#put(group, count, count === 0 ? 0 : sum + (before === null ? (after ?? 0) : (after ?? 0) - before));
  }

  *means(): Generator<number> {
    for (const [group, count] of this.#counts.entries()) if (count > 0) yield (this.#sums[group] ?? 0) / count;
  }

  #put(group: number, count: number, sum: number): MeanChange {
    while (this.#counts.length <= group) {
      this.#counts.push(0);
      this.#sums.push(0);
    }
    const countBefore = this.#counts[group] ?? 0;
    const before = countBefore === 0 ? null : (this.#sums[group] ?? 0) / countBefore;
    this.#counts[group] = count;
    this.#sums[group] = sum;
    return { before, after: count === 0 ? null : sum / count };
  }
}
