import { aggregate } from './aggregate.ts';
import type { ScoringPayload, TrialPayload } from './event.ts';

/** A trial that scored low, with its scorings. */
export interface WeakExample {
  /** The mean over metrics, below 1. */
  readonly score: number;
  readonly trial: TrialPayload;
  readonly scorings: readonly ScoringPayload[];
}

interface Kept extends WeakExample {
  readonly exampleKey: string;
}

/**
 * Keeps the weakest trials out of any number, at most one of an example. Which they are does not depend on the order in
 * which they come: between equals the trial id decides, which is as good as chance.
 */
export class WeakestExamples {
  readonly #size: number;
  #kept: readonly Kept[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(exampleKey: string, trial: TrialPayload, scorings: readonly ScoringPayload[]): void {
    const score = trialScore(scorings);
    if (score === null || score >= 1) return;
    const candidate = { exampleKey, score, trial, scorings };
    const rival = this.#kept.find((kept) => kept.exampleKey === exampleKey);
    if (rival !== undefined && byWeakness(rival, candidate) <= 0) return;
    this.#kept = [...this.#kept.filter((kept) => kept !== rival), candidate].sort(byWeakness).slice(0, this.#size);
  }

  get weakest(): readonly WeakExample[] {
    return this.#kept.map(({ score, trial, scorings }) => ({ score, trial, scorings }));
  }
}

/** The mean over metrics of the mean over looks; `null` where none succeeded. */
function trialScore(scorings: readonly ScoringPayload[]): number | null {
  const byMetric = Map.groupBy(scorings, ({ metric }) => metric.name);
  const means = Array.from(
    byMetric.values(),
    (looks) => aggregate(looks.flatMap(({ score }) => (score === undefined ? [] : [score.normalized]))).mean,
  );
  return aggregate(means.filter((mean) => mean !== null)).mean;
}

function byWeakness(one: WeakExample, other: WeakExample): number {
  return one.score - other.score || (one.trial.trial_id < other.trial.trial_id ? -1 : 1);
}
