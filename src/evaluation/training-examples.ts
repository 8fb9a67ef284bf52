import type { EngineEvent, ScoringPayload, TrialPayload } from './event.ts';
import { trialScore, type WeakExample } from './step-observer.ts';

/** The first trial of each training row of a step with its scorings, by the row's number. */
export class TrainingExamples {
  readonly #rows = new Map<number, { readonly trial: TrialPayload; readonly scorings: ScoringPayload[] }>();

  see(event: EngineEvent): void {
    if (event.type === 'trial') this.#seeTrial(event.payload);
    if (event.type === 'scoring') this.#seeScoring(event.payload);
  }

  /** `undefined` where the row has no trial; one that could not be scored counts as 0. */
  of(row: number): WeakExample | undefined {
    const found = this.#rows.get(row);
    return found && { ...found, score: trialScore(found.scorings) ?? 0 };
  }

  #seeTrial(trial: TrialPayload): void {
    if (trial.row === undefined || trial.replicate > 0) return;
    this.#rows.set(trial.row, { trial, scorings: [] });
  }

  #seeScoring(scoring: ScoringPayload): void {
    const found = scoring.row === undefined ? undefined : this.#rows.get(scoring.row);
    if (found?.trial.trial_id === scoring.trial_id) found.scorings.push(scoring);
  }
}
