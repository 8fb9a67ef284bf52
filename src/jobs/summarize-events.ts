import { type EventBatch, eventsOf } from '../domain/event-batch.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { ScoringPayload, StepPayload, TrialPayload } from '../evaluation/event.ts';
import { type CountedTrial, JobTally } from '../evaluation/job-tally.ts';
import type { StepOutcome, Summary } from '../evaluation/summary.ts';

/** Counts of one step. */
export interface StepCount {
  readonly trials: number;
  readonly scorings: number;
}

/** What a job's events amount to, counted as they come. */
export class EventFold {
  readonly #spec: JobSpec;
  readonly #tally: JobTally;
  readonly #steps: StepOutcome[] = [];
  readonly #counts = new Map<number, { trials: number; scorings: number }>();

  constructor(spec: JobSpec) {
    this.#spec = spec;
    this.#tally = new JobTally(spec.metrics ?? []);
  }

  add({ type, payload, step_index: index }: JobEvent): void {
    if (type === 'trial') {
      this.#count(index).trials += 1;
      this.#tally.addTrial(countedTrial(payload as TrialPayload));
    } else if (type === 'scoring') {
      this.#count(index).scorings += 1;
      this.#tally.addScoring(payload as ScoringPayload);
    } else if (type === 'step') {
      this.#steps.push(stepOutcome(index, payload as StepPayload));
    }
  }

  /** The counts of the last step that has any. */
  get lastStep(): StepCount {
    return [...this.#counts.values()].at(-1) ?? { trials: 0, scorings: 0 };
  }

  /** Whether everything that was planned, of each step so much, has come. */
  isComplete(planned: StepCount): boolean {
    const counts = [...this.#counts.values()];
    const isWhole = counts.every(({ trials, scorings }) => trials === planned.trials && scorings === planned.scorings);
    if (!isWhole || counts.length === 0) return false;
    if (this.#spec.kind !== 'optimize') return true;
    const score = this.#steps.at(-1)?.score ?? 0;
    return this.#steps.length === counts.length && (counts.length > (this.#spec.steps ?? 0) || score >= 1);
  }

  /** The summary; that of an optimize job has its finished steps. */
  summary(): Summary {
    return this.#tally.summary(this.#spec.kind === 'optimize' ? this.#steps : undefined);
  }

  #count(index: number): { trials: number; scorings: number } {
    const count = this.#counts.get(index) ?? { trials: 0, scorings: 0 };
    this.#counts.set(index, count);
    return count;
  }
}

/** The summary of a job that could not write its own, from the events that it left. */
export async function summarizeEvents(batches: AsyncIterable<EventBatch>, spec: JobSpec): Promise<Summary> {
  const fold = new EventFold(spec);
  for await (const batch of batches) for (const event of eventsOf(batch)) fold.add(event);
  return fold.summary();
}

function countedTrial({ status, telemetry }: TrialPayload): CountedTrial {
  if (telemetry === undefined) return { status };
  const { input_tokens: inputTokens, output_tokens: outputTokens, latency: latencySeconds } = telemetry.response;
  return { status, telemetry: { response: { inputTokens, outputTokens, latencySeconds } } };
}

function stepOutcome(index: number, { score, prompt_template, summary }: StepPayload): StepOutcome {
  return { step_index: index, score, prompt_template, summary };
}
