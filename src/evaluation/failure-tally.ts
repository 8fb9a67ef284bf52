import type { ScoringPayload, TrialPayload } from './event.ts';
import { NO_ANSWER } from './scoring.ts';

/** Different reasons that are told apart; further ones are not counted. */
const MOST_REASONS = 200;

/** Why trials or scorings failed. */
export interface FailureReason {
  readonly text: string;
  readonly count: number;
}

/** What failed, in a step: a trial, or a look of a metric at it. */
export interface FailedPart {
  readonly step: number;
  readonly trial: number;
}

/** Counts why trials and scorings failed, by what they say. */
export class FailureTally {
  readonly #counts = new Map<string, number>();
  /** What was said of the trials and looks of the step under way, each by its place, so that it can be taken back. */
  readonly #said = new Map<string, string>();
  readonly #lookNames = new Set<string>();
  #step = 0;

  addTrial({ status, error }: TrialPayload, part: FailedPart | undefined): void {
    if (status === 'failed') this.#add(`${error?.type ?? 'unknown error'}: ${error?.message ?? ''}`, part, '');
  }

  /** Of a trial that got no answer, the trial has said it. */
  addScoring({ status, error, metric, replicate }: ScoringPayload, part: FailedPart | undefined): void {
    const look = `${replicate} ${metric.name}`;
    if (part !== undefined) this.#takeBack(part, look);
    if (status !== 'failed' || error?.type === NO_ANSWER) return;
    this.#lookNames.add(look);
    this.#add(`${metric.name}: ${error?.type ?? 'unknown error'}: ${error?.message ?? ''}`, part, look);
  }

  /** Takes back all that was said of a trial that is made again. */
  forget(part: FailedPart): void {
    this.#takeBack(part, '');
    for (const look of this.#lookNames) this.#takeBack(part, look);
  }

  /** The most frequent ones first. */
  commonest(count: number): readonly FailureReason[] {
    const reasons = Array.from(this.#counts, ([text, times]) => ({ text, count: times })).filter(({ count: n }) => n > 0);
    return reasons.sort((a, b) => b.count - a.count).slice(0, count);
  }

  #add(text: string, part: FailedPart | undefined, look: string): void {
    const known = this.#counts.get(text);
    if (known === undefined && this.#counts.size >= MOST_REASONS) return;
    this.#counts.set(text, (known ?? 0) + 1);
    if (part !== undefined) this.#remember(part, look, text);
  }

  #remember({ step, trial }: FailedPart, look: string, text: string): void {
    // No trial of a step that has ended is made again.
    if (step !== this.#step) this.#said.clear();
    this.#step = step;
    this.#said.set(`${trial} ${look}`, text);
  }

  #takeBack({ step, trial }: FailedPart, look: string): void {
    if (this.#said.size === 0 || step !== this.#step) return;
    const key = `${trial} ${look}`;
    const text = this.#said.get(key);
    if (text === undefined) return;
    this.#said.delete(key);
    this.#counts.set(text, (this.#counts.get(text) ?? 0) - 1);
  }
}
