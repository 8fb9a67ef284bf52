import type { EventBatch } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';
import type { JobEvent } from '../../domain/job-event.ts';
import { parseExactly } from '../../evaluation/canonical-json.ts';
import type { ScoringPayload, StepPayload, TrialPayload } from '../../evaluation/event.ts';
import { StepScores } from './step-scores.ts';

/** The scores of a job, step by step, taken from its events as they come. */
export class JobScores {
  readonly #job: Job;
  readonly #steps = new Map<number, StepScores>();
  nextSeq = 0;

  constructor(job: Job) {
    this.#job = job;
  }

  /** What can be compared: of an optimize job the finished steps, of any other all of it. */
  get runs(): readonly StepScores[] {
    const isOptimize = this.#job.spec.kind === 'optimize';
    return isOptimize ? [...this.#steps.values()].filter(({ finished }) => finished !== undefined) : [this.#step(0)];
  }

  add({ firstSeq, bytes, count }: EventBatch): void {
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').split('\n');
    for (let at = Math.max(0, this.nextSeq - firstSeq); at < count; at += 1) this.#addLine(lines[at] ?? '');
    this.nextSeq = Math.max(this.nextSeq, firstSeq + count);
  }

  #addLine(line: string): void {
    let event: JobEvent;
    try {
      event = JSON.parse(line) as JobEvent;
    } catch {
      return; // The store has checked the frame of the line; whoever broke what is in it gets no score for it.
    }
    const step = this.#step(this.#job.spec.kind === 'optimize' ? event.step_index : 0);
    switch (event.type) {
      case 'trial': {
        const exact = (): TrialPayload['example'] => (parseExactly(line) as { payload: TrialPayload }).payload.example;
        step.addTrial(event.seq, event.payload as TrialPayload, this.#job.spec.repeats > 1, exact);
        return;
      }
      case 'scoring':
        step.addScoring(event.payload as ScoringPayload);
        return;
      case 'step':
        step.finished = event.payload as StepPayload;
        return;
      case 'proposal':
      case 'error':
        return;
    }
  }

  #step(stepIndex: number): StepScores {
    let step = this.#steps.get(stepIndex);
    if (step === undefined) {
      step = new StepScores(stepIndex);
      this.#steps.set(stepIndex, step);
    }
    return step;
  }
}
