/** Work for one place in the pool. */
export type Task = () => Promise<void>;

/** How long the pool may run before it yields to timers, messages and files. */
const TURN_MS = 8;

/**
 * Runs tasks, at most `size` at once. Added tasks go first; the next item is pulled from the source only when there is none
 * and a place is free, so nothing is read ahead. A pool runs once.
 */
export class TaskPool {
  readonly #size: number;
  readonly #added: Task[] = [];
  readonly #done = Promise.withResolvers<undefined>();
  #pull: (() => void) | null = null;
  #pulled: Task | null = null;
  #running = 0;
  #isAdvancing = false;
  #isPulling = false;
  #isExhausted = false;
  #isDraining = false;
  #isSettled = false;
  #turnBegan = 0;
  #turnEnd: NodeJS.Immediate | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  /** Adds a task, which goes before the rest of the source. */
  add(task: Task): void {
    this.#added.push(task);
    this.#advance();
  }

  /** Starts no task from now on: `run` resolves once what still runs has ended. An item may still be pulled, to see whether there is one. */
  drain(): void {
    this.#isDraining = true;
    this.#advance();
  }

  /** Whether the source and everything added was done. */
  get isDone(): boolean {
    return this.#isExhausted && this.#running === 0 && !this.#hasNext;
  }

  /**
   * Works through the source and everything added on the way. Rejects with the first error of a task or of the source, and
   * resolves early when the signal aborts; either way it starts nothing new, closes the source, and does not wait for what
   * still runs.
   */
  async run<Item>(
    source: AsyncIterable<Item> | Iterable<Item>,
    work: (item: Item) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    this.#pull = () => this.#take(iterator, work);
    const stop = (): void => this.#settle();
    signal.addEventListener('abort', stop);
    try {
      this.#advance();
      await this.#done.promise;
    } finally {
      signal.removeEventListener('abort', stop);
      if (!this.#isExhausted) closeIterator(iterator);
    }
  }

  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    while (!this.#isSettled && this.#running < this.#size && this.#startNext());
    this.#isAdvancing = false;
    if (this.isDone || (this.#isDraining && this.#running === 0 && this.#hasNext)) this.#settle();
  }

  get #hasNext(): boolean {
    return this.#pulled !== null || this.#added.length > 0;
  }

  /** Starts a task or a pull; `false` when there is nothing to start now. */
  #startNext(): boolean {
    if (this.#isDraining && this.#hasNext) return false;
    const task = this.#added.shift() ?? this.#pulled;
    if (task !== null) {
      if (task === this.#pulled) this.#pulled = null;
      this.#start(task);
      return true;
    }
    if (this.#pull === null || this.#isPulling || this.#isExhausted) return false;
    this.#isPulling = true;
    this.#pull();
    return true;
  }

  #start(task: Task): void {
    this.#running += 1;
    task().then(
      () => {
        this.#running -= 1;
        this.#advance();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #take<Item>(iterator: AsyncIterator<Item> | Iterator<Item>, work: (item: Item) => Promise<void>): void {
    const put = (result: IteratorResult<Item>): void => {
      this.#isPulling = false;
      if (result.done === true) this.#isExhausted = true;
      else this.#pulled = () => work(result.value);
      this.#advance();
    };
    const next = async (): Promise<void> => {
      await this.#turn();
      put(await iterator.next());
    };
    next().catch((error: unknown) => {
      this.#isExhausted = true;
      this.#fail(error);
    });
  }

  /** A model that answers at once would otherwise keep the event loop to itself. */
  async #turn(): Promise<void> {
    if (this.#turnEnd === undefined) this.#beginTurn();
    if (performance.now() - this.#turnBegan < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** At the first pull since the event loop had its last turn: how long it waited before that does not count. */
  #beginTurn(): void {
    this.#turnBegan = performance.now();
    this.#turnEnd = setImmediate(() => (this.#turnEnd = undefined));
  }

  #fail(error: unknown): void {
    this.#isSettled = true;
    this.#done.reject(error);
  }

  #settle(): void {
    this.#isSettled = true;
    this.#done.resolve(undefined);
  }
}

/** Lets the source release what it holds. It may still be busy, so this does not wait, and its errors no longer matter. */
function closeIterator(iterator: AsyncIterator<unknown> | Iterator<unknown>): void {
  const close = async (): Promise<unknown> => iterator.return?.();
  close().catch(() => undefined);
}
