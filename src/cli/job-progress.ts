import type { JobEvent } from '../domain/job-event.ts';
import { JobCount } from './job-count.ts';
import { LiveLine } from './live-line.ts';
import { progressText } from './progress-text.ts';
import type { Terminal } from './terminal.ts';

export interface ProgressOptions {
  readonly label: string;
  /** Trials of one step. */
  readonly plannedTrials: number | null;
  readonly metrics: readonly string[];
  /** Optimize: proposals beyond the baseline. */
  readonly steps?: number;
}

/** How far a job is, on a live line. */
export class JobProgress {
  readonly #label: string;
  readonly #steps: number | undefined;
  readonly #count: JobCount;
  readonly #line: LiveLine;
  #stepStartedAt = performance.now();

  constructor({ label, plannedTrials, metrics, steps }: ProgressOptions, terminal: Terminal) {
    this.#label = label;
    this.#steps = steps;
    this.#count = new JobCount(plannedTrials, metrics);
    const live = { title: () => this.#title(), share: () => this.#count.share, text: () => this.#text() };
    this.#line = new LiveLine(live, terminal);
  }

  add(event: JobEvent): void {
    if (event.type === 'proposal') this.#stepStartedAt = performance.now();
    this.#count.add(event);
  }

  stop(): void {
    this.#line.stop();
  }

  #text(): string {
    return progressText(this.#count, (performance.now() - this.#stepStartedAt) / 1_000);
  }

  #title(): string {
    if (this.#steps === undefined) return this.#label;
    const { stepIndex, isProposing } = this.#count;
    if (isProposing && stepIndex < this.#steps)
      return `${this.#label} proposing step ${String(stepIndex + 1)}/${String(this.#steps)}`;
    return stepIndex === 0 ? `${this.#label} baseline` : `${this.#label} step ${String(stepIndex)}/${String(this.#steps)}`;
  }
}
