export const BENCHMARKS = Symbol('Benchmarks');

export const BENCHMARK_TASKS = ['math', 'multiple_choice'] as const;
export type BenchmarkTask = (typeof BENCHMARK_TASKS)[number];

/** A dataset of the Hugging Face Hub. */
export interface BenchmarkSource {
  /** `owner/name`. */
  readonly dataset: string;
  readonly config: string;
  readonly split: string;
  /** Its page, for people. */
  readonly url: string;
}

/** A project that comes with Assay, and how it is meant to be run. */
export interface Benchmark {
  /** Its project's name too. */
  readonly name: string;
  readonly title: string;
  /** What it measures, in a sentence or two. */
  readonly description: string;
  readonly task: BenchmarkTask;
  /** Examples that it is known to have; a later revision may have others. */
  readonly size: number;
  /** SPDX. */
  readonly licence: string;
  /** `null` where the data comes with Assay. */
  readonly source: BenchmarkSource | null;
  readonly program: string;
  readonly prompt: string;
  /** The dataset's name. */
  readonly examples: string;
  /** What it is scored by; the one that it is known for first. */
  readonly metrics: readonly string[];
}

/** Data that is on this machine. */
export interface PresentData {
  readonly state: 'present';
  readonly origin: 'bundled' | 'fetched' | 'imported';
  /** Absolute. */
  readonly path: string;
  /** Examples. */
  readonly rows: number;
  /** Hex, of the file. */
  readonly sha256: string;
  /** The Git commit of the dataset that it was fetched from; `null` when it is not known. */
  readonly revision: string | null;
  /** When it was fetched or imported; `null` where it comes with Assay. */
  readonly obtainedAt: string | null;
}

/** Where a benchmark's data is. `total` is `null` until the source has said it. */
export type BenchmarkData =
  | { readonly state: 'absent' }
  | { readonly state: 'fetching'; readonly rows: number; readonly total: number | null }
  | PresentData;

export interface BenchmarkListing {
  readonly benchmark: Benchmark;
  readonly data: BenchmarkData;
}

/** How far a fetch is. */
export interface FetchProgress {
  readonly rows: number;
  readonly total: number | null;
}

/**
 * The benchmarks that come with Assay, and their data. A port, though it has one adapter: the features may not import the room
 * `benchmarks`.
 */
export interface Benchmarks {
  /** In the order that they are shown in. */
  list(): Promise<readonly BenchmarkListing[]>;

  /**
   * Fetches the data unless it is here, and returns where it is. Calls during a fetch share it; it continues when they have
   * gone. Throws `unavailable` with what to do, and `unusable_request` for an unknown benchmark.
   */
  fetch(name: string, onProgress?: (progress: FetchProgress) => void): Promise<PresentData>;

  /** Takes the data from a file instead. Throws `unusable_request`, which names the file and the row, and then changes nothing. */
  importFile(name: string, path: string): Promise<PresentData>;

  close(): Promise<void>;
}
