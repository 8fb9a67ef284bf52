import type { RunningAggregate } from './aggregate.ts';

/** How much the scores of one example differ from look to look. */
export interface ReplicateNoise {
  /** The standard deviation within an example, pooled over examples. */
  readonly sd: number;
  /** What that noise adds to the mean over all examples, as a standard deviation. */
  readonly sdOfMean: number;
}

/**
 * Noise of one metric between replicates, out of the scores of each example; `null` where no example has two.
 *
 * The pooled variance within groups of a one-way layout: Snedecor and Cochran (1989), "Statistical Methods", § 12.3.
 */
export function replicateNoise(examples: Iterable<RunningAggregate>): ReplicateNoise | null {
  let squares = 0;
  let freedom = 0;
  let count = 0;
  let inverses = 0;
  for (const example of examples) {
    const { sd, n } = example.aggregate;
    if (sd === null) continue;
    squares += sd * sd * (n - 1);
    freedom += n - 1;
    count += 1;
    inverses += 1 / n;
  }
  if (freedom === 0) return null;
  const sd = Math.sqrt(squares / freedom);
  return { sd, sdOfMean: (sd * Math.sqrt(inverses)) / count };
}
