import type { FetchProgress } from '../domain/benchmark.ts';
import { LiveLine } from './live-line.ts';
import { duration } from './job-progress.ts';
import type { Terminal } from './terminal.ts';

/** How much of a benchmark's data is here, on a live line from when the source has told how much there is. */
export class FetchBar {
  readonly #terminal: Terminal;
  #line: LiveLine | undefined;
  #rows = 0;
  #total = 0;
  /** What was here at the beginning took no time. */
  #rowsBefore = 0;
  #startedAt = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show({ rows, total }: FetchProgress): void {
    this.#rows = rows;
    this.#total = total ?? this.#total;
    if (total === null || this.#line !== undefined) return;
    this.#rowsBefore = rows;
    this.#startedAt = performance.now();
    const live = { title: () => 'fetch', share: () => this.#rows / this.#total, text: () => this.#text() };
    this.#line = new LiveLine(live, this.#terminal);
  }

  stop(): void {
    this.#line?.stop();
  }

  #text(): string {
    const fetched = this.#rows - this.#rowsBefore;
    const seconds = ((performance.now() - this.#startedAt) / 1_000 / fetched) * (this.#total - this.#rows);
    const left = fetched > 0 && this.#rows < this.#total ? ` · ${duration(seconds)} left` : '';
    return `${String(this.#rows)}/${String(this.#total)} examples${left}`;
  }
}
