import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import PQueue from 'p-queue';
import { NotNowError } from '../../domain/errors.ts';
import type { RowPage } from '../../domain/projects.ts';
import { THREAD_LIMITS } from '../../domain/thread-limits.ts';
import type { CheckedDataset, DatasetTask } from './dataset-page.ts';

const WORKER = new URL(`./dataset.worker${extname(import.meta.url)}`, import.meta.url);

const AT_ONCE = 2;
const MOST_WAITING = 64;

/** The largest row takes some 64 MB as bytes, and several times that as objects. */
const MEMORY_MB = 512;

/** Reads datasets in threads, each of its own: few at once. Throws `unavailable` when too many are waiting. */
export class DatasetThreads {
  readonly #turns = new PQueue({ concurrency: AT_ONCE });

  async check(task: Extract<DatasetTask, { type: 'check' }>): Promise<readonly CheckedDataset[]> {
    return (await this.#inTurn(task)) as readonly CheckedDataset[];
  }

  async page(task: Extract<DatasetTask, { type: 'page' }>): Promise<RowPage> {
    return (await this.#inTurn(task)) as RowPage;
  }

  #inTurn(task: DatasetTask): Promise<unknown> {
    if (this.#turns.size >= MOST_WAITING)
      throw new NotNowError(`${MOST_WAITING} datasets are waiting to be read. Try again in a moment`);
    return this.#turns.add(() => inThread(task));
  }
}

async function inThread(task: DatasetTask): Promise<unknown> {
  const thread = new Worker(WORKER, {
    workerData: task,
    env: {},
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { ...THREAD_LIMITS, maxOldGenerationSizeMb: MEMORY_MB },
  });
  try {
    return await new Promise((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', (code) => reject(new Error(`the thread that reads datasets ended with code ${code}`)));
    });
  } finally {
    void thread.terminate();
  }
}
