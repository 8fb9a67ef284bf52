import { MultiBar } from 'cli-progress';
import type { JobEvent } from '../domain/job-event.ts';
import { JobCount } from './job-count.ts';
import { progressText } from './progress-text.ts';
import type { Terminal } from './terminal.ts';

const BAR_CHARS = 24;
/** Where nothing can be drawn over, a line in so long. */
const LINE_MS = 5_000;

export interface ProgressOptions {
  readonly label: string;
  /** Trials of one step. */
  readonly plannedTrials: number | null;
  readonly metrics: readonly string[];
  /** Optimize: proposals beyond the baseline. */
  readonly steps?: number;
}

/** How far a job is, on one line of `terminal.err` that is drawn again and again; off a terminal, a line every few seconds. */
export class JobProgress {
  readonly #label: string;
  readonly #steps: number | undefined;
  readonly #count: JobCount;
  readonly #err: NodeJS.WritableStream;
  readonly #bar: MultiBar | null;
  readonly #timer: NodeJS.Timeout | undefined;
  #stepStartedAt = performance.now();

  constructor({ label, plannedTrials, metrics, steps }: ProgressOptions, { err, isLive }: Terminal) {
    this.#label = label;
    this.#steps = steps;
    this.#count = new JobCount(plannedTrials, metrics);
    this.#err = err;
    this.#bar = isLive ? this.#newBar() : null;
    this.#bar?.create(1, 0);
    if (!isLive) this.#timer = setInterval(() => this.#writeLine(), LINE_MS).unref();
  }

  add(event: JobEvent): void {
    if (event.type === 'proposal') this.#stepStartedAt = performance.now();
    this.#count.add(event);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#bar === null) this.#writeLine();
    this.#bar?.stop();
  }

  #newBar(): MultiBar {
    // Of the two kinds of bar this one leaves the cursor where it is, so that lines may be written above it.
    return new MultiBar({
      format: () => {
        const done = Math.round(this.#count.share * BAR_CHARS);
        return `${this.#title()} ${'█'.repeat(done)}${'░'.repeat(BAR_CHARS - done)} ${this.#text()}`;
      },
      hideCursor: true,
      // Whoever handles Ctrl-C stops the bar.
      gracefulExit: false,
      forceRedraw: true,
      stream: this.#err,
    });
  }

  #writeLine(): void {
    this.#err.write(`${this.#title()} ${this.#text()}\n`);
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
