import type { FetchProgress, PresentData } from '../domain/benchmark.ts';

/** One fetch, and all who wait for it. It goes on when they have gone. */
export class SharedFetch {
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

  /** A listener that comes late is told at once how far it is. */
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
