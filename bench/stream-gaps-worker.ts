import { parentPort, workerData } from 'node:worker_threads';
import { drain, send } from './client.ts';

// Reports once when the stream has started and, whenever it is asked, the longest silence since the last time.

let last = 0;
let longestMs = 0;
let hasEnded = false;

function lookUp(): void {
  const now = performance.now();
  longestMs = Math.max(longestMs, now - last);
  last = now;
}

parentPort?.on('message', () => {
  const silentMs = performance.now() - last;
  parentPort?.postMessage({ longestMs: Math.max(longestMs, silentMs), hasEnded });
  longestMs = 0;
});

await drain(await send(workerData as string), () => {
  if (last === 0) {
    last = performance.now();
    parentPort?.postMessage('begun');
  } else {
    lookUp();
  }
});
hasEnded = true;
