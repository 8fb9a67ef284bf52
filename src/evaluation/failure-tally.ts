import type { ScoringPayload, TrialPayload } from './event.ts';
import { type FailureReason, failureReason, recordedFailure } from './failure-reason.ts';
import { NO_ANSWER } from './scoring.ts';
import type { Failure } from './trial.ts';

/** Different reasons that are told apart; further ones are not counted. */
const MOST_REASONS = 200;

/** Why trials, or scorings by a metric, failed. */
export interface CountedReason extends FailureReason {
  /** `null` for trials. */
  readonly metric: string | null;
  readonly count: number;
  /** The message of the first of them. */
  readonly example: string;
  /** Whether all have that message. */
  readonly isUniform: boolean;
}

/** What is said of failures, in a line: the message where all have the same one, else its shape. */
export function reasonText({ metric, type, shape, example, isUniform }: CountedReason): string {
  return `${metric === null ? '' : `${metric}: `}${type}: ${isUniform ? example : shape}`;
}

/** The same of several reasons, each with how often it came. */
export function reasonsText(reasons: readonly CountedReason[]): string {
  return reasons.map((reason) => `${reason.count} × ${reasonText(reason)}`).join('; ');
}

/** What failed, in a step: a trial, or a look of a metric at it. */
export interface FailedPart {
  readonly step: number;
  readonly trial: number;
}

/** Counts why trials and scorings failed, by reason. */
export class FailureTally {
  readonly #counted = new Map<string, Counted>();
  /** What was said of the trials and looks of the step under way, each by its place, so that it can be taken back. */
  readonly #said = new Map<string, Counted>();
  readonly #lookNames = new Set<string>();
  #step = 0;

  addTrial({ status, error }: TrialPayload, part: FailedPart | undefined): void {
    if (status === 'failed') this.#add(null, recordedFailure(error), part, '');
  }

  /** Of a trial that got no answer, the trial has said it. */
  addScoring({ status, error, metric, replicate }: ScoringPayload, part: FailedPart | undefined): void {
    const look = `${replicate} ${metric.name}`;
    if (part !== undefined) this.#takeBack(part, look);
    if (status !== 'failed' || error?.type === NO_ANSWER) return;
    this.#lookNames.add(look);
    this.#add(metric.name, recordedFailure(error), part, look);
  }

  /** Takes back all that was said of a trial that is made again. */
  forget(part: FailedPart): void {
    this.#takeBack(part, '');
    for (const look of this.#lookNames) this.#takeBack(part, look);
  }

  /** The most frequent ones first. */
  commonest(count: number): readonly CountedReason[] {
    const reasons = [...this.#counted.values()].filter((reason) => reason.count > 0);
    return reasons.sort((a, b) => b.count - a.count).slice(0, count);
  }

  #add(metric: string | null, failure: Failure, part: FailedPart | undefined, look: string): void {
    const reason = failureReason(failure);
    const name = `${reason.key} ${metric ?? ''}`;
    let counted = this.#counted.get(name);
    if (counted === undefined) {
      if (this.#counted.size >= MOST_REASONS) return;
      counted = { ...reason, metric, count: 0, example: failure.message, isUniform: true };
      this.#counted.set(name, counted);
    }
    counted.count += 1;
    counted.isUniform &&= counted.example === failure.message;
    if (part !== undefined) this.#remember(part, look, counted);
  }

  #remember({ step, trial }: FailedPart, look: string, counted: Counted): void {
    // No trial of a step that has ended is made again.
    if (step !== this.#step) this.#said.clear();
    this.#step = step;
    this.#said.set(`${trial} ${look}`, counted);
  }

  #takeBack({ step, trial }: FailedPart, look: string): void {
    if (this.#said.size === 0 || step !== this.#step) return;
    const key = `${trial} ${look}`;
    const counted = this.#said.get(key);
    if (counted === undefined) return;
    this.#said.delete(key);
    counted.count -= 1;
  }
}

type Counted = { -readonly [Field in keyof CountedReason]: CountedReason[Field] };
