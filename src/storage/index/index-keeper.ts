import type { AssayIndex } from './assay-index.ts';
import type { IndexBuilder } from './index-builder.ts';
import type { TextPlaces } from './tidy-index.ts';

/** How often to look whether something was written. */
const LOOK_MS = 1_000;

/** How long the builder works on texts in one go, so that what somebody waits for has its turn. */
const STEP_MS = 250;

/** The same while the index changes: jobs that run come first. */
const BUSY_STEP_MS = 40;

/** Has done, when there is time, what nobody waits for: the index of texts, and what is left of runs that are gone. */
export class IndexKeeper {
  readonly #index: AssayIndex;
  readonly #builder: IndexBuilder;
  readonly #places: TextPlaces;
  #timer: NodeJS.Timeout | undefined;
  #seen = '';
  #isDone = false;
  #working: Promise<void> | undefined;
  #isClosed = false;

  constructor(index: AssayIndex, builder: IndexBuilder, places: TextPlaces) {
    this.#index = index;
    this.#builder = builder;
    this.#places = places;
  }

  start(): void {
    this.#timer = setInterval(() => {
      try {
        this.#look();
      } catch {
        // The index can't be opened now: it is tried again at the next look.
      }
    }, LOOK_MS).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#working;
  }

  #look(): void {
    if (this.#working !== undefined || !this.#builder.isIdle) return;
    const { version } = this.#index;
    const isQuiet = version === this.#seen;
    this.#seen = version;
    if (isQuiet && this.#isDone) return;
    this.#working = this.#work(isQuiet).finally(() => {
      this.#working = undefined;
    });
  }

  /** Goes on while nothing else happens. */
  async #work(isQuiet: boolean): Promise<void> {
    try {
      const task = { places: this.#places, budgetMs: isQuiet ? STEP_MS : BUSY_STEP_MS };
      do this.#isDone = await this.#builder.run('tidyIndex', task);
      while (isQuiet && !this.#isDone && !this.#isClosed && !this.#builder.hasWaiting);
    } catch {
      // It is tried again at the next look.
      this.#isDone = false;
    }
  }
}
