import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import type { Failure } from '../evaluation/trial.ts';
import type { FailureGroup } from './job-report.ts';

/** How many different failures are told apart. */
const MOST_GROUPS = 500;

/** Groups failures by what they say, in bounded memory. */
export class FailureGroups {
  readonly #groups = new Map<string, FailureGroup>();
  #others = 0;

  addTrial({ status, error, trial_id: trialId }: TrialPayload): void {
    if (status === 'failed') this.#add(null, trialId, error);
  }

  addScoring({ status, error, trial_id: trialId, metric }: ScoringPayload): void {
    if (status === 'failed') this.#add(metric.name, trialId, error);
  }

  /** The most frequent first. */
  get groups(): readonly FailureGroup[] {
    return [...this.#groups.values()].sort((one, other) => other.count - one.count);
  }

  /** Failures that came when there were too many groups already. */
  get others(): number {
    return this.#others;
  }

  #add(metric: string | null, trialId: string, failure: Failure = { type: 'unknown', message: 'no error was recorded' }): void {
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
