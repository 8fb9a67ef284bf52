import { LRUCache } from 'lru-cache';
import type { LoadedPage } from './read-page.ts';

/** What a page costs beside the bytes in it. */
const OVERHEAD_BYTES = 512;

/** Pages of all logs that were read lately, up to a bound in bytes. Who asks for a page that is being read waits for it. */
export class PageCache {
  readonly #pages: LRUCache<string, LoadedPage>;
  readonly #loading = new Map<string, Promise<LoadedPage>>();

  constructor(maxBytes: number) {
    this.#pages = new LRUCache({ maxSize: maxBytes, sizeCalculation: (page) => page.memory + OVERHEAD_BYTES });
  }

  /** The page, unless the log has grown behind it. One with a torn line at its end is never kept: that line may be cut off. */
  get(key: string, bound: number): LoadedPage | undefined {
    const page = this.#pages.get(key);
    return page && (page.isFull || page.bound === bound) ? page : undefined;
  }

  async load(key: string, bound: number, read: () => Promise<LoadedPage>): Promise<LoadedPage> {
    const loadingKey = `${key}:${bound}`;
    const loading = this.#loading.get(loadingKey);
    if (loading) return loading;

    const reading = read();
    this.#loading.set(loadingKey, reading);
    try {
      const page = await reading;
      if (page.isFull || page.next.offset === page.bound) this.#pages.set(key, page);

      return page;
    } finally {
      this.#loading.delete(loadingKey);
    }
  }

  clear(): void {
    this.#pages.clear();
  }
}
