import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MARK_VARIABLE, newMark } from './job-mark.ts';
import { Reaper } from './reaper.ts';

const WORKER = new URL(`./group-watch.worker${extname(import.meta.url)}`, import.meta.url);

/** Memory of a process besides what its limit is about: code, stacks, and the youngest part of the heap. */
const OVERHEAD_MB = 160;

/** From the server to the thread. */
export type WatchOrder =
  | {
      readonly type: 'watch';
      readonly mark: string;
      readonly pid: number;
      readonly limitBytes: number;
      readonly isOver: Int32Array;
    }
  | { readonly type: 'end'; readonly mark: string; readonly pid: number }
  | { readonly type: 'end_abandoned' };

/** From the thread to the server. */
export interface WatchReport {
  readonly ended: string;
}

/**
 * Guards the processes of jobs, and what their programs start, from outside: a thread measures their memory and ends what they leave
 * behind, a reaper ends them all when this process dies, and those of a server that died without one are ended when the next starts.
 */
export class ProcessGuard {
  readonly #ends = new Map<string, () => void>();
  #thread: Worker | undefined;
  #reaper: Reaper | undefined;

  /** Ends the processes of jobs whose server is gone. */
  endAbandoned(): void {
    this.#order({ type: 'end_abandoned' });
  }

  /** A place for a process that is about to start. */
  place(): GuardedPlace {
    const mark = newMark();
    return {
      mark,
      environment: { [MARK_VARIABLE]: mark },
      guard: (pid, memoryMb) => this.#guard(mark, pid, memoryMb),
    };
  }

  close(): void {
    this.#reaper?.close();
    this.#reaper = undefined;
    void this.#thread?.terminate();
    this.#forgetThread();
  }

  #guard(mark: string, pid: number, memoryMb: number): GuardedProcess {
    const isOver = new Int32Array(new SharedArrayBuffer(4));
    this.#reaper ??= new Reaper();
    this.#reaper.add(pid);
    return {
      get isOverLimit() {
        return Atomics.load(isOver, 0) === 1;
      },
      watch: () => this.#order({ type: 'watch', mark, pid, limitBytes: (memoryMb + OVERHEAD_MB) * 1024 ** 2, isOver }),
      end: () => this.#end(mark, pid),
    };
  }

  async #end(mark: string, pid: number): Promise<void> {
    this.#reaper?.drop(pid);
    await new Promise<void>((resolve) => {
      this.#ends.set(mark, resolve);
      this.#order({ type: 'end', mark, pid });
      this.#thread?.ref();
    });
    this.#ends.delete(mark);
    if (this.#ends.size === 0) this.#thread?.unref();
  }

  #order(order: WatchOrder): void {
    this.#thread ??= this.#startThread();
    this.#thread.postMessage(order);
  }

  #startThread(): Worker {
    const thread = new Worker(WORKER, { execArgv: ['--disable-warning=ExperimentalWarning'], env: {} });
    thread.on('message', ({ ended }: WatchReport) => this.#ends.get(ended)?.());
    // Without it, a process still reports its own memory, and its group is ended with it.
    thread.on('error', () => this.#forgetThread());
    thread.unref();
    return thread;
  }

  #forgetThread(): void {
    this.#thread = undefined;
    for (const resolve of this.#ends.values()) resolve();
  }
}

export interface GuardedPlace {
  /** No other process has it. */
  readonly mark: string;
  /** What the process needs in its environment, so that it and all that it starts can be told from others. */
  readonly environment: Readonly<Record<string, string>>;
  /** Call it with the number of the process as soon as that is known. It must lead a group of its own. */
  guard(pid: number, memoryMb: number): GuardedProcess;
}

export interface GuardedProcess {
  /** Whether it was ended because it, and what it has started, took too much memory. */
  readonly isOverLimit: boolean;
  /** Measures its memory from now on: call it before it runs a project's code. */
  watch(): void;
  /** Ends what is left of it; resolves when that is done. */
  end(): Promise<void>;
}
