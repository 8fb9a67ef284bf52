import { CompensatedSum, RunningAggregate } from './aggregate.ts';
import type { Aggregate } from './event.ts';
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
  /** Trials that have a score. */
  readonly scoredTrials: number;
  /** The sum of their means over looks. */
  readonly sumOverTrials: number;
}

/** Averages the scores of one metric in one step, two numbers for each trial, and two for each example that has several. */
export class MetricFold implements MetricFigures {
  info: MetricInfo | null = null;
  readonly #scorings = new RunningAggregate();
  readonly #runningSum = new CompensatedSum();
  #runningCount = 0;
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
    for (const fold of folds) {
      overExamples.merge(fold.#exactExamples());
      overScorings.merge(fold.#scorings);
    }
    const info = folds.find((fold) => fold.info !== null)?.info ?? null;
    const { mean } = overExamples.aggregate;
    return {
      info,
      overExamples: overExamples.aggregate,
      overScorings: overScorings.aggregate,
      runningMean: mean,
      scoredTrials: folds.reduce((sum, fold) => sum + fold.scoredTrials, 0),
      sumOverTrials: folds.reduce((sum, fold) => sum + fold.sumOverTrials, 0),
    };
  }

  /** `score` is `null` for a failed look; without `trial` and `example` it is no example's, but a scoring all the same. */
  add(info: MetricInfo, score: number | null, trial: number | undefined, example: number | undefined): void {
    this.info ??= info;
    if (score === null) return;
    this.#scorings.add(score);
    if (trial === undefined || example === undefined) return;
    this.#exact = null;
    const change = this.#trials.add(trial, score);
    if (change.before === null) this.scoredTrials += 1;
    this.#trialSum.add(change.after - (change.before ?? 0));
    this.#changeMean(this.#examples === null ? change : this.#examples.replace(example, change));
  }

  /** Keeps the means and lets go of what they were made of. */
  close(): void {
    this.#exactExamples();
    this.#trials = new Groups();
    this.#examples &&= new Groups();
  }

  get overExamples(): Aggregate {
    return this.#exactExamples().aggregate;
  }

  get overScorings(): Aggregate {
    return this.#scorings.aggregate;
  }

  get sumOverTrials(): number {
    return this.#trialSum.value;
  }

  get runningMean(): number | null {
    return this.#runningCount === 0 ? null : this.#runningSum.value / this.#runningCount;
  }

  #changeMean({ before, after }: MeanChange): void {
    if (before === null) this.#runningCount += 1;
    this.#runningSum.add(before === null ? after : after - before);
  }

  #exactExamples(): RunningAggregate {
    if (this.#exact === null) {
      this.#exact = new RunningAggregate();
      for (const mean of (this.#examples ?? this.#trials).means()) this.#exact.add(mean);
    }
    return this.#exact;
  }
}

/** What a value did to the mean of its group; `before` is `null` for the first. */
interface MeanChange {
  readonly before: number | null;
  readonly after: number;
}

/** Means of numbered groups. */
class Groups {
  readonly #sums: number[] = [];
  readonly #counts: number[] = [];

  add(group: number, value: number): MeanChange {
    return this.replace(group, { before: null, after: value });
  }

  /** Puts one value of a group in the place of another; where that was none, the group has one more. */
  replace(group: number, { before, after }: MeanChange): MeanChange {
    while (this.#counts.length <= group) {
      this.#counts.push(0);
      this.#sums.push(0);
    }
    const count = this.#counts[group] ?? 0;
    const sum = this.#sums[group] ?? 0;
    const newCount = before === null ? count + 1 : count;
    const newSum = sum + (before === null ? after : after - before);
    this.#counts[group] = newCount;
    this.#sums[group] = newSum;
    return { before: count === 0 ? null : sum / count, after: newSum / newCount };
  }

  *means(): Generator<number> {
    for (const [group, count] of this.#counts.entries()) if (count > 0) yield (this.#sums[group] ?? 0) / count;
  }
}
