import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { sizeOf } from './client.ts';

// Reports once when the first answer has come and, when asked to stop, the longest wait since then.

const PAUSE_MS = 2;

const url = workerData as string;
const stop = new AbortController();
let longestMs = 0;

parentPort?.once('message', () => stop.abort());
await sizeOf(url);
parentPort?.postMessage('ready');
while (!stop.signal.aborted) {
  const asked = performance.now();
  await sizeOf(url);
  longestMs = Math.max(longestMs, performance.now() - asked);
  await delay(PAUSE_MS);
}
parentPort?.postMessage(longestMs);
