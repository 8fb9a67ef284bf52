import { adjust } from './adjust.ts';
import type { ComparisonPlan } from './comparison-request.ts';
import type { Equivalence } from './equivalence.ts';
import { isSignificant } from './verdict.ts';

/** What is known of "the difference is smaller than the margin" once the p-values of the family are corrected. */
export interface JudgedEquivalence extends Equivalence {
  readonly correctedP: number | null;
  /** The other two, after the correction; each over the same side of all pairs, which is the worse one where lower is better. */
  readonly correctedPNotWorse: number | null;
  readonly correctedPNotBetter: number | null;
  readonly equivalent: boolean;
  /** Whether run A is known to be worse by less than the margin, if at all; `isBNonInferior` says it of run B. */
  readonly isANonInferior: boolean;
  readonly isBNonInferior: boolean;
}

interface Asked {
  readonly metric: string;
  readonly equivalence: Equivalence | null;
}

/** Corrects the p-values of a family: those of equivalence, of "A is worse" and of "B is worse", each over all pairs (statistics.md §21). */
export function judgedEquivalences(
  family: readonly Asked[],
  { alpha, correction, lowerIsBetter }: ComparisonPlan,
): readonly (JudgedEquivalence | null)[] {
  const corrected = (pOf: (pair: Asked) => number | null | undefined): readonly (number | null)[] =>
    adjust(
      family.map((pair) => pOf(pair) ?? null),
      correction,
    );
  const isLower = ({ metric }: Asked): boolean => lowerIsBetter.has(metric);
  const both = corrected(({ equivalence }) => equivalence?.p);
  const a = corrected((pair) => nonInferiorityP(pair.equivalence, isLower(pair)));
  const b = corrected((pair) => nonInferiorityP(pair.equivalence, !isLower(pair)));
  return family.map((pair, i) => {
    const { equivalence } = pair;
    if (equivalence === null) return null;
    const [notWorse, notBetter] = isLower(pair) ? [b, a] : [a, b];
    const isKnown = (p: number | null | undefined): boolean => isSignificant(p ?? null, alpha);
    return {
      ...equivalence,
      correctedP: both[i] ?? null,
      correctedPNotWorse: notWorse[i] ?? null,
      correctedPNotBetter: notBetter[i] ?? null,
      equivalent: isKnown(both[i]),
      isANonInferior: isKnown(a[i]),
      isBNonInferior: isKnown(b[i]),
    };
  });
}

/** The uncorrected p-value of "A is worse by the margin or more". */
export function nonInferiorityP(found: Equivalence | null, lowerIsBetter: boolean): number | null {
  return (lowerIsBetter ? found?.pNotBetter : found?.pNotWorse) ?? null;
}
