import type { Differences } from './differences.ts';
import { tally, tallyOfReals } from './tally.ts';

/**
 * The matched rank-biserial correlation (R⁺ − R⁻)/(R⁺ + R⁻) of the differences, from −1 to 1 (statistics.md §6; Kerby 2014): tied sizes share
 * the mean of their ranks, zeros drop out. Null where every difference is zero.
 *
 * @example rankBiserial(differences(a, b)) // 0.7 for the differences 0.1, 0, 0.4, -0.1, 0.3
 */
export function rankBiserial({ lattice, comparable }: Pick<Differences, 'lattice' | 'comparable'>): number | null {
  const { values, counts } = lattice ? tally(lattice.units) : tallyOfReals(comparable);
  let gain = values.findIndex((value) => value > 0);
  if (gain < 0) gain = values.length;
  let loss = gain - 1;
  if (values[loss] === 0) loss -= 1;
  let balance = 0;
  let ranked = 0;
  while (loss >= 0 || gain < values.length) {
    const size = Math.min(-(values[loss] ?? -Infinity), values[gain] ?? Infinity);
    const won = values[gain] === size ? counts[gain++]! : 0;
    const lost = values[loss] === -size ? counts[loss--]! : 0;
    balance += (won - lost) * (ranked + (won + lost + 1) / 2);
    ranked += won + lost;
  }
  return ranked === 0 ? null : balance / ((ranked * (ranked + 1)) / 2);
}
