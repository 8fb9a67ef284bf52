import type { JobEvent } from '../domain/job-event.ts';
import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import { scoreOf } from '../evaluation/step-fold.ts';
import { failureKind } from '../evaluation/trial.ts';
import { lookOf, TrialIndex } from '../evaluation/trial-index.ts';

/** A trial all of whose scorings have come. */
export interface ScoredTrial {
  readonly row: number;
  readonly replicate: number;
  /** By metric the mean of its looks; `null` where none of them gave a score, as where the provider gave no answer. */
  readonly scores: Readonly<Record<string, number | null>>;
}

interface CollectedTrial {
  readonly row: number;
  readonly replicate: number;
  /** Whether its provider gave no answer, so that no scoring of it is one. */
  readonly isUnanswered: boolean;
  /** By metric the score of each look. */
  readonly looks: Map<string, Map<number, number | null>>;
}

/**
 * Puts the trials of a job together from its events. A trial is given out once all its looks are there, and again when one is made again after it
 * had failed: what has its scores stays as it was, since what is compared must not change with what is known of it.
 */
export class TrialCollector {
  readonly #trials: TrialIndex;
  readonly #looksPerTrial: number;
  readonly #open = new Map<number, CollectedTrial>();

  /** `repeats` are the trials of an example, `looksPerTrial` the scorings of a trial. */
  constructor(repeats: number, looksPerTrial: number) {
    this.#trials = new TrialIndex(repeats > 1);
    this.#looksPerTrial = looksPerTrial;
  }

  /** The trial that this event completes; `null` for every other. */
  add({ type, payload }: JobEvent): ScoredTrial | null {
    if (type === 'trial') this.#begin(payload as TrialPayload);
    return type === 'scoring' ? this.#score(payload as ScoringPayload) : null;
  }

  #begin(payload: TrialPayload): void {
    const { row, replicate, status, error } = payload;
    if (row === undefined) return;
    const isUnanswered = status === 'failed' && error !== undefined && failureKind(error) === 'provider';
    this.#open.set(this.#trials.addTrial(payload).trial, { row, replicate, isUnanswered, looks: new Map() });
  }

  #score(payload: ScoringPayload): ScoredTrial | null {
    const place = this.#trials.trialOf(payload);
    const trial = place === undefined ? undefined : this.#open.get(place);
    if (place === undefined || trial === undefined) return null;
    const looks = trial.looks.get(payload.metric.name) ?? new Map<number, number | null>();
    trial.looks.set(payload.metric.name, looks.set(lookOf(payload), trial.isUnanswered ? null : scoreOf(payload)));
    if (lookCount(trial) < this.#looksPerTrial) return null;
    const { row, replicate } = trial;
    const scores = Object.fromEntries(Array.from(trial.looks, ([metric, found]) => [metric, meanOf(found)]));
    if (!Object.values(scores).includes(null)) this.#open.delete(place);
    return { row, replicate, scores };
  }
}

function lookCount({ looks }: CollectedTrial): number {
  return looks.values().reduce((sum, { size }) => sum + size, 0);
}

/** Of the looks that gave a score. */
function meanOf(looks: ReadonlyMap<number, number | null>): number | null {
  const scores = [...looks.values()].filter((score) => score !== null);
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
