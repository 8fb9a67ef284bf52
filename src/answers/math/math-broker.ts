import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Match } from '../numeric-equality.ts';
import type { AnswerPair } from './math-queue.ts';

const WORKER = new URL(`./math-broker.worker${extname(import.meta.url)}`, import.meta.url);

export interface BrokerQuestion {
  readonly id: number;
  readonly pair: AnswerPair;
}

export interface BrokerAnswer {
  readonly id: number;
  readonly match: Match;
}

/**
 * Compares pairs like a `MathQueue`, in a thread that is started at once: for a process that gives up the right to start threads
 * afterwards.
 */
export class MathBroker {
  readonly #worker = new Worker(WORKER, { execArgv: ['--disable-warning=ExperimentalWarning'], env: {} });
  readonly #asked = new Map<number, (match: Match) => void>();
  #lastId = 0;
  #hasEnded = false;

  constructor() {
    this.#worker.on('message', ({ id, match }: BrokerAnswer) => this.#answer(id, match));
    this.#worker.on('error', () => this.#end());
    this.#worker.on('exit', () => this.#end());
    this.#worker.unref();
  }

  /** Never rejects. */
  compare(pair: AnswerPair): Promise<Match> {
    if (this.#hasEnded) return Promise.resolve(ENDED);
    const id = (this.#lastId += 1);
    this.#worker.ref();
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.#worker.postMessage({ id, pair } satisfies BrokerQuestion);
    });
  }

  #answer(id: number, match: Match): void {
    this.#asked.get(id)?.(match);
    this.#asked.delete(id);
    if (this.#asked.size === 0) this.#worker.unref();
  }

  #end(): void {
    this.#hasEnded = true;
    for (const id of [...this.#asked.keys()]) this.#answer(id, ENDED);
  }
}

const ENDED: Match = { equal: false, why: 'could not be decided: the thread of the engine has ended' };
