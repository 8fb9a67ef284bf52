import { tInterval, type Description } from './describe.ts';
import type { Interval } from './interval.ts';
import { wilsonInterval } from './wilson.ts';

/** The interval of one run's mean: Wilson's for right-or-wrong scores, else Student's (statistics.md §2). Null below two samples. */
export function scoreInterval({ n, mean, se }: Description, binary: boolean, alpha: number): Interval | null {
  if (n < 2 || mean === null) return null;
  return binary ? wilsonInterval(Math.round(mean * n), n, alpha) : tInterval(mean, se, n - 1, alpha);
}
