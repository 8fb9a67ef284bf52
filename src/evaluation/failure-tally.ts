import type { ScoringPayload, TrialPayload } from './event.ts';
import { NO_ANSWER } from './scoring.ts';

/** Different reasons that are told apart; further ones are not counted. */
const MOST_REASONS = 200;

/** Why trials or scorings failed. */
export interface FailureReason {
  readonly text: string;
  readonly count: number;
}

/** Counts why trials and scorings failed, by what they say. */
export class FailureTally {
  readonly #counts = new Map<string, number>();

  addTrial({ status, error }: TrialPayload): void {
    if (status === 'failed') this.#add(`${error?.type ?? 'unknown error'}: ${error?.message ?? ''}`);
  }

  /** Of a trial that got no answer, the trial has said it. */
  addScoring({ status, error, metric }: ScoringPayload): void {
    if (status !== 'failed' || error?.type === NO_ANSWER) return;
    this.#add(`${metric.name}: ${error?.type ?? 'unknown error'}: ${error?.message ?? ''}`);
  }

  /** The most frequent ones first. */
  commonest(count: number): readonly FailureReason[] {
    const reasons = Array.from(this.#counts, ([text, times]) => ({ text, count: times }));
    return reasons.sort((a, b) => b.count - a.count).slice(0, count);
  }

  #add(text: string): void {
    const known = this.#counts.get(text);
    if (known === undefined && this.#counts.size >= MOST_REASONS) return;
    this.#counts.set(text, (known ?? 0) + 1);
  }
}
