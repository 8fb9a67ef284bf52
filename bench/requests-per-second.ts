import { sizeOf } from './client.ts';

const CONNECTIONS = 8;
const WARM_UP_MS = 500;

/** Answers per second over eight persistent connections with one request in flight each, after a warm-up. */
export async function requestsPerSecond(url: string, durationMs: number): Promise<number> {
  const all = (ms: number): Promise<number[]> => Promise.all(Array.from({ length: CONNECTIONS }, () => askFor(url, ms)));
  await all(WARM_UP_MS);
  const began = performance.now();
  const answers = await all(durationMs);
  return (answers.reduce((sum, count) => sum + count, 0) / (performance.now() - began)) * 1_000;
}

async function askFor(url: string, durationMs: number): Promise<number> {
  const until = performance.now() + durationMs;
  let answers = 0;
  while (performance.now() < until) {
    await sizeOf(url);
    answers += 1;
  }
  return answers;
}
