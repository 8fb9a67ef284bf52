import { LRUCache } from 'lru-cache';
import type { RunColumns } from './run-columns.ts';

const MAX_BYTES = 256 * 1024 * 1024;

/** Columns that were asked for lately, up to a bound in bytes. Who asks for some that are being read waits for these. */
export class ColumnCache {
  readonly #columns = new LRUCache<string, RunColumns>({ maxSize: MAX_BYTES, sizeCalculation: ({ memory }) => memory + 1024 });
  readonly #loading = new Map<string, Promise<RunColumns>>();

  /** The columns of a run in this state of its source. */
  async get(runId: string, stamp: string, load: () => Promise<RunColumns>): Promise<RunColumns> {
    const known = this.#columns.get(runId);
    if (known?.stamp === stamp) return known;
    const key = JSON.stringify([runId, stamp]);
    const loading = this.#loading.get(key) ?? load();
    this.#loading.set(key, loading);
    try {
      const columns = await loading;
      this.#columns.set(runId, columns);
      return columns;
    } finally {
      this.#loading.delete(key);
    }
  }

  forget(runId: string): void {
    this.#columns.delete(runId);
  }

  clear(): void {
    this.#columns.clear();
  }
}
