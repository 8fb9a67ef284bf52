import { access, constants, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Benchmark, BenchmarkSource, FetchProgress, PresentData } from '../domain/benchmark.ts';
import type { Clock } from '../domain/clock.ts';
import { DurableFile } from '../files/durable-file.ts';
import { PUBLIC_FILE } from '../files/private-mode.ts';
import type { DatasetsServer } from './datasets-server.ts';
import type { KeptData } from './kept-data.ts';
import { type FetchedState, PartialPages } from './partial-pages.ts';
import { PAGE_ROWS, type RowsPage } from './rows-page.ts';
import { RowError, rowLine } from './rows/row-form.ts';
import { rowFormOf } from './rows/row-forms.ts';
import { SourceChangedError, SourceRequestError } from './source-faults.ts';

/** How many times lost pages are refetched. */
const ROUNDS = 10;

export interface BenchmarkFetchOptions {
  readonly benchmark: Benchmark;
  readonly source: BenchmarkSource;
  readonly server: DatasetsServer;
  readonly pagesAtOnce: number;
  readonly kept: KeptData;
  readonly clock: Clock;
  readonly onProgress: (progress: FetchProgress) => void;
  readonly onNotice: (text: string) => void;
}

/** Fetches the data of one benchmark, from where an earlier fetch stopped. */
export class BenchmarkFetch {
  readonly #options: BenchmarkFetchOptions;
  readonly #path: string;
  readonly #pages: PartialPages;
  #state: FetchedState = { revision: null, total: 0 };
  #wasResumed = false;

  constructor(options: BenchmarkFetchOptions) {
    this.#options = options;
    this.#path = options.kept.pathOf(options.benchmark);
    this.#pages = new PartialPages(join(dirname(this.#path), 'partial'));
  }

  /** Throws a `SourceRequestError`, a system error where the disk does not take the data, or the signal's reason. */
  async run(signal: AbortSignal): Promise<PresentData> {
    await mkdir(dirname(this.#path), { recursive: true });
    await access(dirname(this.#path), constants.W_OK);
    for (let changes = 0; ;) {
      try {
        return await this.#attempt(signal);
      } catch (error) {
        if (!(error instanceof SourceChangedError)) throw error;
        await this.#pages.remove();
        this.#options.onProgress({ rows: 0, total: null });
        changes += this.#wasResumed ? 0 : 1;
        if (changes > 1) throw new SourceRequestError('the dataset changes while it is fetched', { advice: 'Try again later' });
        this.#options.onNotice(`The dataset of ${this.#options.benchmark.name} has changed: it is fetched from its beginning.`);
      }
    }
  }

  async #attempt(signal: AbortSignal): Promise<PresentData> {
    this.#state = (await this.#resumed()) ?? (await this.#begun(signal));
    this.#report();
    for (let round = 0; round < ROUNDS; round++) {
      const present = (await this.#found()) ?? (await this.#assembled());
      if (present !== undefined) {
        await this.#pages.remove();
        return present;
      }
      await this.#fetchMissing(signal);
    }
    throw new SourceRequestError('what was fetched does not stay on the disk', {
      advice: 'Set ASSAY_BENCHMARKS_DIR to another folder',
    });
  }

  async #resumed(): Promise<FetchedState | undefined> {
    const { server, source, benchmark, onNotice } = this.#options;
    const state = await this.#pages.resume(server.url, source);
    this.#wasResumed = state !== undefined;
    if (state)
      onNotice(`${this.#pages.rows} of ${state.total} rows of ${benchmark.name} are here already; the rest is fetched.`);
    return state;
  }

  async #begun(signal: AbortSignal): Promise<FetchedState> {
    const { server, source, benchmark, onNotice } = this.#options;
    onNotice(`The data of ${benchmark.name} is fetched from ${server.url} (${source.dataset}).`);
    const page = await server.page(source, 0, signal);
    const lines = this.#linesOf(page, 0);
    await this.#pages.begin(server.url, source, page);
    await this.#pages.save(0, lines);
    return page;
  }

  /** Another process may have been faster. */
  async #found(): Promise<PresentData | undefined> {
    return this.#options.kept.find(this.#options.benchmark);
  }

  async #fetchMissing(signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const queue = this.#pages.missing.values();
    const work = async (): Promise<void> => {
      for (const index of queue) {
        either.throwIfAborted();
        if ((await this.#found()) !== undefined) return;
        await this.#fetchPage(index, either);
      }
    };
    const workers = Array.from({ length: this.#options.pagesAtOnce }, () =>
      work().catch((error: unknown) => stop.abort(error)),
    );
    await Promise.all(workers);
    either.throwIfAborted();
  }

  async #fetchPage(index: number, signal: AbortSignal): Promise<void> {
    const page = await this.#options.server.page(this.#options.source, index * PAGE_ROWS, signal);
    if (page.revision !== this.#state.revision || page.total !== this.#state.total) throw new SourceChangedError();
    await this.#pages.save(index, this.#linesOf(page, index * PAGE_ROWS));
    this.#report();
  }

  #linesOf({ rows }: RowsPage, offset: number): string {
    const { benchmark, source } = this.#options;
    const form = rowFormOf(benchmark.name);
    return rows
      .map((row, at) => {
        try {
          return rowLine(form.read(row));
        } catch (error) {
          if (!(error instanceof RowError)) throw error;
          const cause = `row ${offset + at} of ${source.dataset} can't be used (${error.message})`;
          throw new SourceRequestError(cause, { advice: 'See whether there is a newer Assay' });
        }
      })
      .join('');
  }

  /** `undefined` where pages are missing. */
  async #assembled(): Promise<PresentData | undefined> {
    if (this.#pages.missing.length > 0) return undefined;
    const { benchmark, source, server, kept, clock } = this.#options;
    await mkdir(dirname(this.#path), { recursive: true });
    const draft = await DurableFile.beside(this.#path, PUBLIC_FILE);
    try {
      const { total, revision } = this.#state;
      // All that are lost are found at once: a folder that was taken away has none of them.
      for (let offset = 0; offset < total; offset += PAGE_ROWS) {
        const lines = await this.#pages.read(offset / PAGE_ROWS);
        if (lines !== undefined) await draft.append(lines, Math.min(PAGE_ROWS, total - offset));
      }
      if (this.#pages.missing.length > 0) return undefined;
      const { dataset, config, split } = source;
      const origin = { origin: 'fetched', dataset, config, split, server: server.url, revision, file: null } as const;
      return await kept.take(benchmark, draft, { ...origin, obtained_at: clock.now() });
    } finally {
      await draft.discard();
    }
  }

  #report(): void {
    this.#options.onProgress({ rows: this.#pages.rows, total: this.#state.total });
  }
}
