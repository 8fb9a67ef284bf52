import { setTimeout as delay } from 'node:timers/promises';

/** How long the server needs, after a job, to have the next child ready. */
const SETTLE_MS = 500;

/** Several consecutive results of `measure`, each from an idle server. */
export async function repeat<Result>(times: number, measure: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let done = 0; done < times; done += 1) {
    await delay(SETTLE_MS);
    results.push(await measure());
  }
  return results;
}
