import { outcomeOf, pairOf } from './comparing.ts';
import { discordant, type Draw, each, uniform } from './draws.ts';
import type { Situation } from './situation.ts';

const CLAIMS = new Set(['equivalent', 'a_not_worse']);
const RANGES = new Map([['m', [0, 1] as const]]);

/** Runs whose difference is exactly the margin, A being the worse one: not equivalent, and A not "not worse". */
export const EQUIVALENCE: readonly Situation[] = [
  ...atMargin('right or wrong, only B right on 2 %', 0.02, discordant(0, 0.02), [10, 30, 50, 100, 200, 500]),
  ...atMargin('right or wrong, only B right on 5 %', 0.05, discordant(0, 0.05), [30, 60, 100, 200]),
  ...atMargin('right or wrong, only A right on 5 %, only B on 10 %', 0.05, discordant(0.05, 0.1), [50, 200, 500]),
  ...atMargin('right or wrong, only A right on 10 %, only B on 30 %', 0.2, discordant(0.1, 0.3), [30, 100]),
  ...atMargin('a rare loss of 0.9 in noise', 0.05, losing(0.05 / 0.9, 0.9, 0.05), [30, 100, 200]),
  ...atMargin('tenths that differ on 10 %', 0.05, losing(0.1, 0.5, 0), [30, 100]),
  ...atMargin('any number from 0 to 1', 0.1, losing(1, 0.1, 0.4), [50, 200]),
  atMarginInClusters(20, 10),
];

/** B's score less a loss on a share of the samples, with even noise of this width on all. */
function losing(share: number, loss: number, width: number): Draw {
  return each((random) => {
    const noise = width * (uniform(random) - 0.5);
    return [0.95 - width / 2 + noise - (uniform(random) < share ? loss : 0), 0.95 - width / 2];
  });
}

function atMargin(name: string, margin: number, draw: Draw, counts: readonly number[]): Situation[] {
  return counts.map((n) => ({
    part: 'equivalence at its margin',
    name: `${name}, margin ${margin}, n = ${n}`,
    claim: 'equivalent, or not worse',
    nominal: 0.05,
    cost: 4,
    draw(random, seed) {
      const pair = pairOf(draw(random, n), { margin, ranges: RANGES, seed });
      return outcomeOf(pair, CLAIMS.has(pair.verdict) || pair.negligible);
    },
  }));
}

/** Whole clusters that only B gets right. */
function atMarginInClusters(count: number, size: number): Situation {
  const margin = 0.1;
  const clusters = Array.from({ length: count * size }, (_, i) => `cluster ${Math.floor(i / size)}`);
  return {
    part: 'equivalence at its margin',
    name: `${count} clusters of ${size}, only B right in 10 % of them, margin ${margin}`,
    claim: 'equivalent, or not worse',
    nominal: 0.05,
    cost: 4,
    draw(random, seed) {
      const lost = Array.from({ length: count }, () => uniform(random) < margin);
      const a = Float64Array.from({ length: count * size }, (_, i) => (lost[Math.floor(i / size)] === true ? 0 : 1));
      const pair = pairOf({ a, b: new Float64Array(count * size).fill(1) }, { margin, ranges: RANGES, seed }, clusters);
      return outcomeOf(pair, CLAIMS.has(pair.verdict) || pair.negligible);
    },
  };
}
