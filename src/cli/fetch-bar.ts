import { SingleBar } from 'cli-progress';
import type { FetchProgress } from '../domain/benchmark.ts';
import type { Terminal } from './terminal.ts';

/** How much of a benchmark's data is here, as a bar; nothing away from a terminal. */
export class FetchBar {
  readonly #terminal: Terminal;
  #bar: SingleBar | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** `expected` is the number of examples where the source has not told it yet. */
  start(expected: number): void {
    if (!this.#terminal.isLive) return;
    this.#bar = new SingleBar({
      format: 'fetch {bar} {value}/{total} examples · {eta_formatted} left',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stream: this.#terminal.err,
    });
    this.#bar.start(expected, 0);
  }

  show({ rows, total }: FetchProgress): void {
    if (total !== null) this.#bar?.setTotal(total);
    this.#bar?.update(rows);
  }

  stop(): void {
    this.#bar?.stop();
  }
}
