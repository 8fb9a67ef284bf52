import { Injectable } from '@nestjs/common';

/** How long the event loop is used at a time, by all together. */
const SLICE_MS = 5;

interface Work {
  readonly step: () => boolean;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Lets many do steps of at most a millisecond, one after another, without keeping the event loop from its other work. */
@Injectable()
export class Turns {
  readonly #waiting: Work[] = [];
  #isDue = false;

  /** Calls `step` until it returns false; resolves then, and rejects with what it throws. */
  run(step: () => boolean): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ step, done, failed });
      this.#due();
    });
  }

  /** Does a step in its turn, and returns what it does; rejects with what it throws. */
  once<Result>(step: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const done = this.run(() => {
        resolve(step());
        return false;
      });
      done.catch(reject);
    });
  }

  #due(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#slice();
      if (this.#waiting.length > 0) this.#due();
    });
  }

  #slice(): void {
    const until = performance.now() + SLICE_MS;
    for (let work = this.#waiting.shift(); work !== undefined; work = this.#waiting.shift()) {
      // What was waiting for its end goes on before anything else does, and takes time as well.
      if (!this.#goesOn(work)) return;
      this.#waiting.push(work);
      if (performance.now() >= until) return;
    }
  }

  #goesOn({ step, done, failed }: Work): boolean {
    try {
      if (step()) return true;
      done();
    } catch (error) {
      failed(error);
    }
    return false;
  }
}
