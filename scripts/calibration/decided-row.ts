import { randomStream } from '../../src/statistics/random.ts';
import { measured, type Row, rowOf, type Situation } from './situation.ts';

const FEWEST_DRAWS = 100;
const AGAIN = 4;

/**
 * Simulates a situation. One that seems to be a fault is simulated anew with four times as many draws, none of them from before, and
 * these decide: of a hundred situations that keep exactly to their level, two would else be called faults by chance.
 */
export async function decidedRow(situation: Situation, drawsAtCost1: number, seed: number): Promise<Row> {
  const draws = Math.max(FEWEST_DRAWS, Math.round(drawsAtCost1 / situation.cost));
  const first = rowOf(situation, await measured(situation, randomStream(seed), draws, seed));
  if (first.status !== 'FAULT') return first;
  const again = seed + 500_009;
  return rowOf(situation, await measured(situation, randomStream(again), AGAIN * draws, again));
}
