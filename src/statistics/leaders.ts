import { adjust } from './adjust.ts';
import type { ComparisonPlan } from './comparison-request.ts';
import { isSignificant } from './verdict.ts';

/** The first run with the best mean; null where no run has one. */
export function leader(means: readonly (number | null)[], lowerIsBetter: boolean): number | null {
  let best: number | null = null;
  means.forEach((mean, run) => {
    if (mean === null) return;
    const held = best === null ? null : (means[best] ?? null);
    if (held === null || (lowerIsBetter ? mean < held : mean > held)) best = run;
  });
  return best;
}

/**
 * The runs that are not significantly worse than the leader: Holm over the comparisons with the leader (statistics.md §12). `pOf` gives
 * the p-value of another run against it, on the samples that all runs share.
 *
 * @example notWorseThan(0, 3, (run) => [0, 0.2, 0.001][run] ?? null, plan) // [0, 1]
 */
export function notWorseThan(
  best: number,
  runs: number,
  pOf: (run: number) => number | null,
  { alpha }: Pick<ComparisonPlan, 'alpha'>,
): readonly number[] {
  const all = Array.from({ length: runs }, (_, run) => run);
  const adjusted = adjust(
    all.map((run) => (run === best ? null : pOf(run))),
    'holm',
  );
  return all.filter((run) => run === best || !isSignificant(adjusted[run] ?? null, alpha));
}
