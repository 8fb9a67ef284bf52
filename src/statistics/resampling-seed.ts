import { fnv1a } from './fnv1a.ts';

/**
 * The seed of one Monte Carlo: the hash of what it is about, with the two runs in code-unit order, so that A against B and B
 * against A draw the same numbers (statistics.md §7).
 *
 * @example resamplingSeed('accuracy', 'run-b', 'run-a', 'bootstrap', 10_000, 0) // 1073305572
 */
export function resamplingSeed(
  metric: string,
  runA: string,
  runB: string,
  method: string,
  resamples: number,
  userSeed: number,
): number {
  const [first, second] = runA < runB ? [runA, runB] : [runB, runA];
  return fnv1a(`${metric}|${first}|${second}|${method}|${resamples}|${userSeed}`);
}
