import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { THREAD_LIMITS } from '../../domain/thread-limits.ts';
import type { AssayIndex } from './assay-index.ts';
import * as tasks from './index-builder.worker.ts';

/** The worker beside this file: `.ts` from source, `.js` from the build. */
const WORKER = new URL(`./index-builder.worker${extname(import.meta.url)}`, import.meta.url).href;

const IDLE_MS = 30_000;

type Tasks = typeof tasks;
type TaskName = keyof Tasks;
type TaskOf<Name extends TaskName> = Parameters<Tasks[Name]>[0];
type ResultOf<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;

interface QueuedTask {
  readonly run: () => Promise<void>;
}

/**
 * The thread that makes what takes long: the rows of logs that nobody followed, of imports, of Themis roots. It does one thing after
 * another; what somebody waits for comes first.
 */
export class IndexBuilder {
  readonly #index: AssayIndex;
  readonly #hasThread: boolean;
  readonly #urgent: QueuedTask[] = [];
  readonly #other: QueuedTask[] = [];
  #pool: Piscina | undefined;
  #working: Promise<void> | undefined;
  #isClosed = false;

  /** `hasThread`: whether the work is done in a thread of its own, and not in the one that asks for it. */
  constructor(index: AssayIndex, hasThread = true) {
    this.#index = index;
    this.#hasThread = hasThread;
  }

  get isIdle(): boolean {
    return this.#working === undefined;
  }

  /** Whether tasks wait for their turn. */
  get hasWaiting(): boolean {
    return this.#urgent.length + this.#other.length > 0;
  }

  /** Does a task when its turn comes. Rejects with what it throws, and when the builder is closed first. */
  run<Name extends TaskName>(
    name: Name,
    task: Omit<TaskOf<Name>, 'indexPath' | 'textPath'>,
    { isUrgent = false }: { readonly isUrgent?: boolean } = {},
  ): Promise<ResultOf<Name>> {
    const { promise, resolve, reject } = Promise.withResolvers<ResultOf<Name>>();
    const run = async (): Promise<void> => {
      try {
        resolve(await this.#perform(name, task));
      } catch (error) {
        this.#index.repair(error);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    (isUrgent ? this.#urgent : this.#other).push({ run });
    this.#working ??= this.#work();
    return promise;
  }

  /** Ends the thread; what waits is given up, and found missing the next time. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#pool?.destroy();
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let task = this.#next(); task !== undefined; task = this.#next()) await task.run();
    this.#working = undefined;
  }

  #next(): QueuedTask | undefined {
    return this.#urgent.shift() ?? this.#other.shift();
  }

  async #perform<Name extends TaskName>(name: Name, task: object): Promise<ResultOf<Name>> {
    if (this.#isClosed) throw new Error('the index is closed');
    const { path: indexPath, textPath } = this.#index;
    if (!this.#hasThread)
      return (await (tasks[name] as (task: object) => unknown)({ ...task, indexPath, textPath })) as ResultOf<Name>;
    const limits = { minThreads: 0, maxThreads: 1, idleTimeout: IDLE_MS, resourceLimits: THREAD_LIMITS };
    this.#pool ??= new Piscina({ filename: WORKER, ...limits });
    return (await this.#pool.run({ ...task, indexPath, textPath }, { name })) as ResultOf<Name>;
  }
}
