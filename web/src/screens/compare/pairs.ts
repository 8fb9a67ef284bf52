import type { ReportedPair } from '../../../../src/reports/comparison-report.ts';
import type { ForestTone } from '../../parts/forest-plot.tsx';

/** Two runs by their places among those that are picked: every difference is the first minus the second. */
export type PairPlaces = readonly [first: number, second: number];

/** The pair of an address such as `0,2`; the first and the last run where it names none that are picked. */
export function pairOf(text: string, count: number): PairPlaces {
  const [first = NaN, second = NaN] = text.split(',').map(Number);
  const isOne = Number.isInteger(first) && Number.isInteger(second) && first >= 0 && first < second && second < count;
  return isOne ? [first, second] : [0, Math.max(1, count - 1)];
}

/** How a pair is drawn. */
export function toneOf({ verdict, warnings }: ReportedPair): ForestTone {
  if (warnings.some(({ code }) => code === 'in-progress' || code === 'stopped-when-decided')) return 'open';
  switch (verdict) {
    case 'a_better':
      return 'first';
    case 'b_better':
      return 'second';
    case 'equivalent':
    case 'a_not_worse':
    case 'b_not_worse':
      return 'same';
    case 'inconclusive':
    case 'insufficient_data':
      return 'open';
  }
}

export interface Outcome {
  /** Of the row's run minus the column's; `null` without a shared sample. */
  readonly delta: number | null;
  readonly word: 'wins' | 'loses' | 'open' | 'equivalent';
}

/** What the pairs of one metric say of one run against another, whichever of them was named first. */
export function outcomeOf(pairs: readonly ReportedPair[], row: string, column: string): Outcome | undefined {
  const pair = pairs.find(({ run_a: a, run_b: b }) => (a === row && b === column) || (a === column && b === row));
  if (pair === undefined) return undefined;
  const delta = pair.delta === null || pair.run_a === row ? pair.delta : -pair.delta + 0;
  if (pair.winner === row) return { delta, word: 'wins' };
  if (pair.winner === column) return { delta, word: 'loses' };
  return { delta, word: pair.verdict === 'equivalent' ? 'equivalent' : 'open' };
}
