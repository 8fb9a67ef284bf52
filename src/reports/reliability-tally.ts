import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import type { Failure } from '../evaluation/trial.ts';
import type { FailureGroup, Reliability } from './job-report.ts';

/** So many different failures are told apart. */
const MOST_GROUPS = 500;

/** Counts what failed, grouped by what it said, in bounded memory. */
export class ReliabilityTally {
  readonly #groups = new Map<string, FailureGroup>();
  #trials = 0;
  #failedTrials = 0;
  #scorings = 0;
  #failedScorings = 0;
  #others = 0;

  addTrial({ status, error, trial_id: trialId }: TrialPayload): void {
    this.#trials += 1;
    if (status !== 'failed') return;
    this.#failedTrials += 1;
    this.#addFailure(null, trialId, error);
  }

  addScoring({ status, error, trial_id: trialId, metric }: ScoringPayload): void {
    this.#scorings += 1;
    if (status !== 'failed') return;
    this.#failedScorings += 1;
    this.#addFailure(metric.name, trialId, error);
  }

  get reliability(): Reliability {
    return {
      trials: this.#trials,
      failed_trials: this.#failedTrials,
      scorings: this.#scorings,
      failed_scorings: this.#failedScorings,
      failures: [...this.#groups.values()].sort((one, other) => other.count - one.count),
      other_failures: this.#others,
    };
  }

  #addFailure(
    metric: string | null,
    trialId: string,
    failure: Failure = { type: 'unknown', message: 'no error was recorded' },
  ): void {
    const { type, message } = failure;
    const key = JSON.stringify([metric, type, message]);
    const group = this.#groups.get(key);
    if (group === undefined && this.#groups.size >= MOST_GROUPS) {
      this.#others += 1;
      return;
    }
    const first = { metric, type, message, count: 0, trial_id: trialId };
    this.#groups.set(key, { ...(group ?? first), count: (group?.count ?? 0) + 1 });
  }
}
