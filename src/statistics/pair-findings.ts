import type { ClusteredMean } from './cluster.ts';
import type { Coverage } from './coverage.ts';
import type { Pairing } from './differences.ts';
import type { EffectSize, ProportionEffect, WinRate } from './effect-size.ts';
import type { Equivalence } from './equivalence.ts';
import type { Interval } from './interval.ts';
import type { Macro } from './task-findings.ts';
import type { McNemar } from './mcnemar.ts';
import type { PairTest } from './pair-test.ts';
import type { Selection } from './selection.ts';
import type { Study } from './study-power.ts';
import type { TTest } from './t-test.ts';
import type { Warning } from './warning.ts';

/** Everything about two runs in one metric except what depends on the other pairs. Differences are A minus B. */
export interface PairFindings extends PairTest {
  readonly metric: string;
  /** Of the intervals: 1 − α, or 1 − α/k after a choice among k. */
  readonly level: number;
  /** What the choice of these runs ranged over; p is corrected for it already. Null where none was chosen by these scores. */
  readonly selection: (Selection & { readonly uncorrectedP: number | null }) | null;
  readonly runA: string;
  readonly runB: string;
  readonly n: number;
  readonly meanA: number | null;
  readonly meanB: number | null;
  /** Of the means. */
  readonly intervalA: Interval | null;
  readonly intervalB: Interval | null;
  readonly delta: number | null;
  readonly deltaPercent: number | null;
  /** Standard error of delta: the clustered one with clusters. */
  readonly standardError: number | null;
  readonly standardErrorDf: number;
  readonly binary: boolean;
  readonly wins: WinRate;
  readonly effect: EffectSize | null;
  /** From −1 to 1; null where no sample differs. */
  readonly rankBiserial: number | null;
  readonly proportions: ProportionEffect | null;
  readonly table: McNemar | null;
  readonly pairing: Pairing | null;
  readonly clustered: ClusteredMean | null;
  /** Only with a margin. */
  readonly equivalence: Equivalence | null;
  /** Whether both runs have the same score on every sample. */
  readonly identical: boolean;
  /** What decides how small a difference these data would find. */
  readonly study: Study;
  /** Welch's test of all scores of both runs, only where no sample is shared. */
  readonly unpaired: TTest | null;
  /** Δ with missing scores at the worst ends of the metric's range, where that is known. */
  readonly worstCase: Interval | null;
  readonly coverage: Coverage;
  /** The tasks that the numbers are averaged over; null where there are none. */
  readonly macro: Macro | null;
  readonly warnings: readonly Warning[];
}
