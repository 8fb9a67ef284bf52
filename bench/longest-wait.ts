import { Worker } from 'node:worker_threads';

/** The longest wait, in ms, for `<url>/api/health`, requested continuously by a separate thread while `work` runs. */
export async function longestWaitDuring(url: string, work: () => Promise<void>): Promise<number> {
  const worker = new Worker(new URL('health-worker.ts', import.meta.url), { workerData: `${url}/api/health` });
  await new Promise((resolve) => worker.once('message', resolve));
  await work();
  const longest = new Promise<number>((resolve) => worker.once('message', resolve));
  worker.postMessage('stop');
  const waited = await longest;
  await worker.terminate();
  return waited;
}
