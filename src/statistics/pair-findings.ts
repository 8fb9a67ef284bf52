import type { ClusteredMean } from './cluster.ts';
import type { Coverage } from './coverage.ts';
import type { EffectSize } from './effect-size.ts';
import type { Equivalence } from './equivalence.ts';
import type { Interval } from './interval.ts';
import type { McNemar } from './mcnemar.ts';
import type { PairTest } from './pair-test.ts';
import type { Pairing } from './pairing.ts';
import type { ProportionEffect } from './proportion-effect.ts';
import type { TTest } from './t-test.ts';
import type { Warning } from './warning.ts';
import type { WinRate } from './win-rate.ts';

/** Everything about two runs in one metric but what depends on the other pairs. All of it is A minus B. */
export interface PairFindings extends PairTest {
  readonly metric: string;
  readonly runA: string;
  readonly runB: string;
  readonly n: number;
  readonly meanA: number | null;
  readonly meanB: number | null;
  /** Wilson's interval for binary scores, else Student's. */
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
  readonly proportions: ProportionEffect | null;
  readonly table: McNemar | null;
  readonly pairing: Pairing | null;
  readonly clustered: ClusteredMean | null;
  readonly equivalence: Equivalence | null;
  /** Whether both runs have the same score on every sample. */
  readonly identical: boolean;
  /** The smallest true difference that these data would find with power 0.8. */
  readonly minimumDetectableEffect: number | null;
  /** Welch's test of all scores of both runs, only where no sample is shared. */
  readonly unpaired: TTest | null;
  /** Δ with missing scores at the worst ends of the metric's range, where that is known. */
  readonly worstCase: Interval | null;
  readonly coverage: Coverage;
  readonly warnings: readonly Warning[];
}
