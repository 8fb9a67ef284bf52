import type { ProjectProcess } from './project-process.ts';

/** A start takes half a core for some hundred milliseconds: a job that is done sooner than this has the machine to itself. */
const REFILL_DELAY_MS = 1_000;

/** Keeps one started process ready, so that a job need not wait for one. */
export class WarmProcess {
  readonly #start: () => ProjectProcess;
  #warm: ProjectProcess | undefined;
  #refill: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(start: () => ProjectProcess) {
    this.#start = start;
  }

  /** Starts the first one. */
  fill(): void {
    if (this.#closed || this.#warm !== undefined) return;
    const started = this.#start();
    this.#warm = started;
    void started.ended.then(() => {
      if (this.#warm === started) this.#warm = undefined;
    });
  }

  /** A process of one's own; the orders that it gets while it still starts wait for it. */
  take(): ProjectProcess {
    const taken = this.#warm ?? this.#start();
    this.#warm = undefined;
    clearTimeout(this.#refill);
    this.#refill = setTimeout(() => this.fill(), REFILL_DELAY_MS);
    this.#refill.unref();
    void taken.ended.then(() => this.fill());
    return taken;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#refill);
    this.#warm?.kill('the server stops');
    await this.#warm?.ended;
  }
}
