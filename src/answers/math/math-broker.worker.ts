import { parentPort } from 'node:worker_threads';
import type { BrokerAnswer, BrokerQuestion } from './math-broker.ts';
import { MathQueue } from './math-queue.ts';

// A thread that starts the engine's threads for a process that may start none any more.

const queue = new MathQueue();

parentPort?.on('message', ({ id, pair }: BrokerQuestion) => {
  void queue.compare(pair).then((match) => parentPort?.postMessage({ id, match } satisfies BrokerAnswer));
});
