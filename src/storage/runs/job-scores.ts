import { type EventBatch, eventLines, eventsOf } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';
import type { JobEvent } from '../../domain/job-event.ts';
import { newJobFold } from '../../domain/run-of-job.ts';
import { parseExactly } from '../../evaluation/canonical-json.ts';
import type { ScoringPayload, TrialPayload } from '../../evaluation/event.ts';
import type { JobFold } from '../../evaluation/job-fold.ts';
import type { StepFigures } from '../../evaluation/step-fold.ts';
import { StepScores } from './step-scores.ts';

/** What can be compared: the scores of each sample, and what was counted and averaged. */
export interface RunScores {
  readonly scores: StepScores;
  readonly figures: StepFigures;
}

/** The scores of a job, step by step, taken from its events as they come. */
export class JobScores {
  readonly #isOptimize: boolean;
  readonly #isRepeated: boolean;
  readonly #fold: JobFold;
  readonly #steps = new Map<number, StepScores>();
  nextSeq = 0;

  constructor({ spec }: Job) {
    this.#isOptimize = spec.kind === 'optimize';
    this.#isRepeated = spec.repeats > 1;
    this.#fold = newJobFold(spec);
  }

  /** Of an optimize job the finished steps, of any other all of it. */
  get runs(): readonly RunScores[] {
    const steps = this.#isOptimize ? this.#fold.finishedSteps : this.#fold.steps;
    return steps.map((figures) => ({ scores: this.#step(figures.stepIndex), figures }));
  }

  add(batch: EventBatch): void {
    const skipped = Math.max(0, this.nextSeq - batch.firstSeq);
    const lines = [...eventLines(batch)];
    for (const [at, event] of eventsOf(batch).entries()) if (at >= skipped) this.#add(event, lines[at]);
    this.nextSeq = Math.max(this.nextSeq, batch.firstSeq + batch.count);
  }

  #add(event: JobEvent, line: Buffer | undefined): void {
    this.#fold.add(event);
    switch (event.type) {
      case 'trial': {
        const exact = (): TrialPayload['example'] =>
          (parseExactly(line?.toString('utf8') ?? '') as { payload: TrialPayload }).payload.example;
        this.#step(event.step_index).addTrial(event.seq, event.payload as TrialPayload, exact);
        return;
      }
      case 'scoring':
        this.#step(event.step_index).addScoring(event.payload as ScoringPayload);
        return;
      case 'step':
      case 'proposal':
      case 'error':
        return;
    }
  }

  #step(stepIndex: number): StepScores {
    const index = this.#isOptimize ? stepIndex : 0;
    let step = this.#steps.get(index);
    if (step === undefined) {
      step = new StepScores(index, this.#isRepeated);
      this.#steps.set(index, step);
    }
    return step;
  }
}
