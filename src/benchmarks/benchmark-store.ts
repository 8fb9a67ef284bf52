import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type {
  Benchmark,
  BenchmarkData,
  BenchmarkListing,
  Benchmarks,
  BenchmarkSource,
  FetchProgress,
  PresentData,
} from '../domain/benchmark.ts';
import type { Clock } from '../domain/clock.ts';
import { NotNowError, UnavailableError, UnusableRequestError } from '../domain/errors.ts';
import { DurableFile } from '../files/durable-file.ts';
import { PUBLIC_FILE } from '../files/private-mode.ts';
import { BenchmarkFetch } from './benchmark-fetch.ts';
import { fetchFailure, writeFailure } from './data-failure.ts';
import { DatasetsServer, FETCH_POLICY, type FetchPolicy } from './datasets-server.ts';
import { importRows } from './import-rows.ts';
import { KeptData } from './kept-data.ts';

export interface BenchmarkStoreOptions {
  readonly benchmarks: readonly Benchmark[];
  /** Folder that holds `<name>/data/<examples>.jsonl` of benchmarks without a source. */
  readonly bundledData: string;
  /** Where fetched and imported data is kept; see `dataPath`. Made on first use. */
  readonly dataFolder: string;
  /** Base URL, without a slash at its end, of a server that speaks like Hugging Face's datasets server. */
  readonly datasetsServer: string;
  /** Of Hugging Face; sent to that server only. */
  readonly token: string | undefined;
  readonly clock: Clock;
  readonly version: string;
  /** For the log: a sentence. */
  readonly onNotice: (text: string) => void;
  readonly policy?: Partial<FetchPolicy>;
}

/** The benchmarks' data in a folder of this machine, fetched from a datasets server on first use or imported from a file. */
export class BenchmarkStore implements Benchmarks {
  readonly #options: BenchmarkStoreOptions;
  readonly #policy: FetchPolicy;
  readonly #kept: KeptData;
  readonly #server: DatasetsServer;
  readonly #stop = new AbortController();
  readonly #fetches = new Map<string, SharedFetch>();
  readonly #imports = new Set<Promise<PresentData>>();

  constructor(options: BenchmarkStoreOptions) {
    const { bundledData, dataFolder, datasetsServer, token, version, onNotice } = options;
    this.#options = options;
    this.#policy = { ...FETCH_POLICY, ...options.policy };
    this.#kept = new KeptData({ bundled: bundledData, fetched: dataFolder }, onNotice);
    this.#server = new DatasetsServer({
      url: datasetsServer,
      token: token?.trim() || undefined,
      userAgent: `assay/${version}`,
      policy: this.#policy,
      onNotice,
    });
  }

  async list(): Promise<readonly BenchmarkListing[]> {
    return Promise.all(this.#options.benchmarks.map(async (benchmark) => ({ benchmark, data: await this.#dataOf(benchmark) })));
  }

  async fetch(name: string, onProgress?: (progress: FetchProgress) => void): Promise<PresentData> {
    const benchmark = this.#named(name);
    this.#stop.signal.throwIfAborted();
    const underWay = this.#fetches.get(name) ?? this.#start(benchmark);
    return underWay.join(onProgress);
  }

  async importFile(name: string, path: string): Promise<PresentData> {
    const benchmark = this.#named(name);
    this.#stop.signal.throwIfAborted();
    const { source } = benchmark;
    if (source === null) {
      throw new UnusableRequestError(
        `The data of ${name} comes with Assay and can't be replaced. For data of your own make a project: assay init`,
      );
    }
    const importing = this.#import(benchmark, source, path);
    this.#imports.add(importing);
    try {
      return await importing;
    } finally {
      this.#imports.delete(importing);
    }
  }

  /** Ends what is under way; what was fetched so far is kept. */
  async close(): Promise<void> {
    this.#stop.abort(new NotNowError('Assay is stopping, and with it the work on data of benchmarks. Try again when it runs'));
    const underWay = [...this.#fetches.values()].map((shared) => shared.settled());
    await Promise.allSettled([...underWay, ...this.#imports]);
    await this.#server.close();
  }

  #named(name: string): Benchmark {
    const { benchmarks } = this.#options;
    const benchmark = benchmarks.find((candidate) => candidate.name === name);
    if (benchmark) return benchmark;
    const names = benchmarks.map((candidate) => candidate.name).join(', ');
    throw new UnusableRequestError(`there is no benchmark ${JSON.stringify(name.slice(0, 100))}; the benchmarks are: ${names}`);
  }

  async #dataOf(benchmark: Benchmark): Promise<BenchmarkData> {
    const present = await this.#kept.find(benchmark);
    if (present) return present;
    const underWay = this.#fetches.get(benchmark.name);
    return underWay ? { state: 'fetching', ...underWay.progress } : { state: 'absent' };
  }

  #start(benchmark: Benchmark): SharedFetch {
    const shared = new SharedFetch((onProgress) => this.#fetch(benchmark, onProgress));
    this.#fetches.set(benchmark.name, shared);
    void shared.settled().then(() => this.#fetches.delete(benchmark.name));
    return shared;
  }

  async #fetch(benchmark: Benchmark, onProgress: (progress: FetchProgress) => void): Promise<PresentData> {
    const present = await this.#kept.find(benchmark);
    if (present) return present;
    const { source, name } = benchmark;
    if (source === null) throw new UnavailableError(`The data of ${name} comes with Assay and is missing: install Assay again`);
    const { clock, onNotice } = this.#options;
    const { pagesAtOnce } = this.#policy;
    const parts = { benchmark, source, server: this.#server, pagesAtOnce, kept: this.#kept, clock, onNotice };
    try {
      return await new BenchmarkFetch({ ...parts, onProgress }).run(this.#stop.signal);
    } catch (error) {
      throw fetchFailure(error, benchmark, this.#server.url, this.#kept.pathOf(benchmark), this.#fetches.get(name)?.progress);
    }
  }

  async #import(benchmark: Benchmark, source: BenchmarkSource, path: string): Promise<PresentData> {
    const place = this.#kept.pathOf(benchmark);
    try {
      await mkdir(dirname(place), { recursive: true });
      return await this.#imported(benchmark, source, path, await DurableFile.beside(place, PUBLIC_FILE));
    } catch (error) {
      throw writeFailure(error, benchmark, place);
    }
  }

  async #imported(benchmark: Benchmark, source: BenchmarkSource, path: string, draft: DurableFile): Promise<PresentData> {
    const { dataset, config, split } = source;
    const origin = { origin: 'imported', dataset, config, split, server: null, revision: null, file: basename(path) } as const;
    try {
      await importRows(path, benchmark, draft, this.#stop.signal);
      return await this.#kept.take(benchmark, draft, { ...origin, obtained_at: this.#options.clock.now() });
    } finally {
      await draft.discard();
    }
  }
}

/** One fetch, shared by all callers that wait for it. It continues when they have gone. */
class SharedFetch {
  readonly #listeners = new Set<(progress: FetchProgress) => void>();
  readonly #done: Promise<PresentData>;
  #progress: FetchProgress = { rows: 0, total: null };

  constructor(run: (onProgress: (progress: FetchProgress) => void) => Promise<PresentData>) {
    this.#done = run((progress) => {
      this.#progress = progress;
      for (const listener of this.#listeners) listener(progress);
    });
  }

  get progress(): FetchProgress {
    return this.#progress;
  }

  /** A late listener is called at once with the progress so far. */
  async join(onProgress?: (progress: FetchProgress) => void): Promise<PresentData> {
    if (onProgress) {
      this.#listeners.add(onProgress);
      if (this.#progress.total !== null) onProgress(this.#progress);
    }
    return this.#done;
  }

  /** Never rejects. */
  async settled(): Promise<void> {
    await this.#done.catch(() => undefined);
  }
}
