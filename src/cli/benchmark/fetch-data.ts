import type { FetchProgress } from '../../domain/benchmark.ts';
import { Interruption } from '../interruption.ts';
import { durationFigure } from '../../reports/figures.ts';
import { LiveLine } from '../live-line.ts';
import { type Terminal, writeSentence } from '../terminal.ts';

/** A fetch of a benchmark's data. */
export interface DataFetch {
  readonly fetch: (onProgress: (progress: FetchProgress) => void) => Promise<void>;
  /** Makes `fetch` reject soon. */
  readonly cancel: () => void;
  /** Without progress. */
  readonly quiet: boolean;
}

/** Fetches a benchmark's data and shows the progress. Ctrl-C cancels it: then the exit code is returned. */
export async function fetchData({ fetch, cancel, quiet }: DataFetch, terminal: Terminal): Promise<number | undefined> {
  const bar = new FetchBar(terminal);
  const interruption = new Interruption({ first: cancel, second: async () => bar.stop() });
  try {
    await fetch((progress) => {
      if (!quiet) bar.show(progress);
    });
  } catch (error) {
    if (interruption.code === undefined) throw error;
  } finally {
    bar.stop();
    interruption.release();
  }
  if (interruption.code !== undefined)
    writeSentence(terminal, 'Interrupted; what was fetched is kept, and the next fetch goes on from there.');
  return interruption.code;
}

/** How much of a benchmark's data was fetched, on a live line that begins once the source has told the total. */
class FetchBar {
  readonly #terminal: Terminal;
  #line: LiveLine | undefined;
  #rows = 0;
  #total = 0;
  /** Rows that were here before: they say nothing about the rate. */
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
    const live = {
      title: () => 'fetch',
      share: () => this.#rows / this.#total,
      parts: () => [{ text: this.#text(), rank: 0 }],
    };
    this.#line = new LiveLine(live, this.#terminal);
  }

  stop(): void {
    this.#line?.stop();
  }

  #text(): string {
    const fetched = this.#rows - this.#rowsBefore;
    const seconds = ((performance.now() - this.#startedAt) / 1_000 / fetched) * (this.#total - this.#rows);
    const left = fetched > 0 && this.#rows < this.#total ? ` · ${durationFigure(seconds)} left` : '';
    return `${String(this.#rows)}/${String(this.#total)} examples${left}`;
  }
}
