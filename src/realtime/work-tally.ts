import { type EventBatch, type EventHead, eventHeads } from '../domain/event-batch.ts';
import type { StepPayload } from '../evaluation/event.ts';

/** What was done of a step. */
export interface StepWork {
  readonly stepIndex: number;
  trials: number;
  scorings: number;
  /** Means by metric, once the step is finished. */
  means: Readonly<Record<string, number>> | null;
}

/** A step's first event, or its last. */
export interface StepChange {
  readonly step: StepWork;
  readonly change: 'began' | 'ended';
}

/** Counts what a job has done, step by step, from its events. */
export class WorkTally {
  readonly #steps = new Map<number, StepWork>();
  #completed = 0;

  /** Returns the steps that began or ended in this batch, in their order. */
  add(batch: EventBatch): readonly StepChange[] {
    const changes: StepChange[] = [];
    for (const event of eventHeads(batch)) {
      // The error that ends a job may name a step that never began.
      if (event.type === 'error') continue;
      const known = this.#steps.get(event.stepIndex);
      const step = known ?? { stepIndex: event.stepIndex, trials: 0, scorings: 0, means: null };
      if (known === undefined) {
        this.#steps.set(step.stepIndex, step);
        changes.push({ step, change: 'began' });
      }
      this.#count(step, event);
      if (event.type === 'step') changes.push({ step, change: 'ended' });
    }
    return changes;
  }

  /** Trials and scorings of all steps. */
  get completed(): number {
    return this.#completed;
  }

  get trials(): number {
    return this.steps.reduce((sum, { trials }) => sum + trials, 0);
  }

  get steps(): readonly StepWork[] {
    return [...this.#steps.values()];
  }

  step(stepIndex: number): StepWork | undefined {
    return this.#steps.get(stepIndex);
  }

  #count(step: StepWork, { type, line }: EventHead): void {
    if (type === 'trial') {
      step.trials += 1;
    } else if (type === 'scoring') {
      step.scorings += 1;
    } else {
      if (type === 'step') step.means = meansOf(line);
      return;
    }
    this.#completed += 1;
  }
}

function meansOf(line: Buffer): Record<string, number> {
  const { payload } = JSON.parse(line.toString('utf8')) as { readonly payload: StepPayload };
  const means = Object.entries(payload.summary.per_metric).map(([name, { mean }]) => [name, mean] as const);
  return Object.fromEntries(means.filter((entry): entry is [string, number] => entry[1] !== null));
}
