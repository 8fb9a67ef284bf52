import { median } from './numbers.ts';

/** How long the work takes, in ms. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The median of `times` consecutive runs, after one that does not count. */
export async function medianTime(times: number, work: () => unknown): Promise<number> {
  await work();
  const taken: number[] = [];
  for (let done = 0; done < times; done += 1) taken.push(await timed(work));
  return median(taken);
}
