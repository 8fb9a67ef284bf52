import { UnusableRequestError } from '../domain/errors.ts';

/** Scores that one comparison may look at: runs × metrics × samples. */
export const MOST_SCORES = 10_000_000;
/** Pairwise results that one comparison may have: pairs of runs × metrics. */
export const MOST_PAIRWISE_RESULTS = 25_000;

/** Refuses a comparison that would take too long, with the numbers that make it so. */
export function checkComparisonSize(runs: number, metrics: number, samples: number): void {
  const scores = runs * metrics * samples;
  if (scores > MOST_SCORES) {
    const product = `${runs} runs × ${metrics} metrics × ${samples} samples are ${scores} scores`;
    throw new UnusableRequestError(`${product}; one comparison takes at most ${MOST_SCORES}. Name fewer runs or metrics.`);
  }
  const results = ((runs * (runs - 1)) / 2) * metrics;
  if (results > MOST_PAIRWISE_RESULTS) {
    const product = `${runs} runs in ${metrics} metrics make ${results} pairwise results`;
    throw new UnusableRequestError(
      `${product}; one comparison gives at most ${MOST_PAIRWISE_RESULTS}. Name fewer runs or metrics.`,
    );
  }
}
