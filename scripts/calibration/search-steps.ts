import type { SearchStep } from '../../src/statistics/selection.ts';
import { pairOf } from './comparing.ts';
import { equalScores } from './many-runs.ts';
import type { Situation } from './situation.ts';

/** Equal steps of a search: the one with the best mean against the first, on the samples that it was chosen by. */
export const SEARCH_STEPS: readonly Situation[] = [2, 10, 30].flatMap((count) => [chosen(count, true), chosen(count, false)]);

function chosen(count: number, isOnSameSamples: boolean): Situation {
  const steps = new Map<string, SearchStep>([
    ['a', { job: 'job', step: 1, candidates: count }],
    ['b', { job: 'job', step: 0, candidates: count }],
  ]);
  return {
    part: 'best of k equal steps',
    name: `best of ${count} steps against the first, right or wrong, n = 119, ${isOnSameSamples ? 'on the same samples' : 'on held-out samples'}`,
    claim: 'the best step is better',
    nominal: 0.025,
    cost: 1 + count / 10,
    draw(random, seed) {
      const samples = isOnSameSamples ? 119 : 238;
      const [first = new Float64Array(samples), ...others] = equalScores(random, count + 1, samples, (ability) =>
        ability > 0 ? 1 : 0,
      );
      const best = others.reduce((ahead, scores) => (sumOf(scores) > sumOf(ahead) ? scores : ahead));
      const [a, b] = [best.slice(-119), first.slice(-119)];
      const pair = pairOf({ a, b }, { seed, ...(isOnSameSamples && { steps }) });
      return { isFalse: pair.winner === 'a', isWarned: false };
    },
  };
}

/** Over the samples that the search sees. */
function sumOf(scores: Float64Array): number {
  return scores.subarray(0, 119).reduce((sum, score) => sum + score, 0);
}
