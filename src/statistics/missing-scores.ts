import { comparePair, pairsAmong, type PairSource } from './compare-pair.ts';
import type { ComparisonPlan } from './comparison-request.ts';
import { judgePairs, type PairComparison } from './judge-pairs.ts';
import { nonInferiorityP } from './judged-equivalence.ts';
import type { PairFindings } from './pair-findings.ts';
import type { Verdict } from './verdict.ts';
import type { Warning } from './warning.ts';

/** What is known about a pair once its missing scores are filled in. */
export interface CompletedVerdict {
  readonly verdict: Verdict;
  readonly negligible: boolean;
  readonly delta: number | null;
  /** Before any correction, as gates over several metrics need them; null without a margin. */
  readonly equivalenceP: number | null;
  /** Of "run A is worse by the margin or more". */
  readonly nonInferiorityP: number | null;
}

/** What scores that are missing could change. */
export interface MissingScores {
  /** Of the samples that both runs have, the share without a score in one of them; 0 to 1. */
  readonly unscoredShare: number;
  /** With the metric's worst value in run A and its best in run B; `null` where the metric's range is unknown. */
  readonly ifWorstForA: CompletedVerdict | null;
  /** The reverse. */
  readonly ifBestForA: CompletedVerdict | null;
  /** Whether the verdict is the same on both completions. */
  readonly robust: boolean;
}

interface Place {
  readonly source: PairSource;
  readonly a: number;
  readonly b: number;
}

/** A judged pair, and what its missing scores could change; `null` where both runs have a score for all their common samples. */
export interface CompletedPair extends PairComparison {
  readonly missingScores: MissingScores | null;
}

/**
 * Adds to each pair its verdicts at the two ends of what the missing scores allow (Manski 1990), within the same families of hypotheses,
 * and a warning where they differ. `pairs` are by metric, then in the order of the runs.
 */
export function withMissingScores(
  sources: readonly PairSource[],
  pairs: readonly PairComparison[],
  plan: ComparisonPlan,
): readonly CompletedPair[] {
  const places = sources.flatMap((source) => Array.from(pairsAmong(plan.runs.length), ([a, b]): Place => ({ source, a, b })));
  const shares = places.map(unscoredShare);
  if (shares.every((share) => share === 0)) return pairs.map((pair) => ({ ...pair, missingScores: null }));
  const completed = (isWorstForA: boolean): readonly PairComparison[] =>
    judgePairs(
      pairs.map((pair, at) => (shares[at]! > 0 ? completedPair(places[at]!, isWorstForA, plan) : null) ?? pair),
      plan,
    );
  const [worst, best] = [completed(true), completed(false)];
  return pairs.map((pair, at) => {
    const unscoredShare = shares[at]!;
    if (unscoredShare === 0) return { ...pair, missingScores: null };
    if (!plan.ranges.has(pair.metric))
      return { ...pair, missingScores: { unscoredShare, ifWorstForA: null, ifBestForA: null, robust: false } };
    const missing = {
      unscoredShare,
      ifWorstForA: completedVerdict(worst[at]!, plan),
      ifBestForA: completedVerdict(best[at]!, plan),
    };
    const robust = missing.ifWorstForA.verdict === pair.verdict && missing.ifBestForA.verdict === pair.verdict;
    const warnings = robust ? pair.warnings : [...pair.warnings, dependsOnMissing(unscoredShare)];
    return { ...pair, warnings, missingScores: { ...missing, robust } };
  });
}

function completedVerdict(found: PairComparison, { lowerIsBetter }: ComparisonPlan): CompletedVerdict {
  const { verdict, negligible, delta, equivalence } = found;
  return {
    verdict,
    negligible,
    delta,
    equivalenceP: equivalence?.p ?? null,
    nonInferiorityP: nonInferiorityP(equivalence, lowerIsBetter.has(found.metric)),
  };
}

function dependsOnMissing(share: number): Warning {
  const percent = (share * 100).toFixed(1);
  const message = `${percent} % of the samples have no score in one of the runs, and the verdict would be another if those were all bad or all good.`;
  return { code: 'verdict-depends-on-missing', message };
}

function unscoredShare({ source, a, b }: Place): number {
  const { columns, invalid } = source.columns;
  if (invalid[a]!.count + invalid[b]!.count === 0) return 0;
  let compared = 0;
  let unscored = 0;
  for (const row of comparedRows(source, a, b)) {
    compared += 1;
    if (Number.isNaN(columns[a]![row]) || Number.isNaN(columns[b]![row])) unscored += 1;
  }
  return compared === 0 ? 0 : unscored / compared;
}

/** `null` where the range of the metric is unknown. */
function completedPair({ source, a, b }: Place, isWorstForA: boolean, plan: ComparisonPlan): PairFindings | null {
  const { metric, columns } = source.columns;
  const range = plan.ranges.get(metric);
  if (range === undefined) return null;
  const [worst, best] = plan.lowerIsBetter.has(metric) ? ([range[1], range[0]] as const) : range;
  const filled = [...columns];
  filled[a] = filledColumn(source, a, b, columns[a]!, isWorstForA ? worst : best);
  filled[b] = filledColumn(source, a, b, columns[b]!, isWorstForA ? best : worst);
  return comparePair({ ...source, columns: { ...source.columns, columns: filled } }, a, b, plan);
}

function filledColumn(source: PairSource, a: number, b: number, column: Float64Array, value: number): Float64Array {
  const filled = column.slice();
  for (const row of comparedRows(source, a, b)) if (Number.isNaN(filled[row])) filled[row] = value;
  return filled;
}

/** The rows of the alignment that both runs have, with or without a score. */
function* comparedRows({ alignment }: PairSource, a: number, b: number): Generator<number> {
  const [left, right] = [alignment.rows[a]!, alignment.rows[b]!];
  for (let row = 0; row < left.length; row += 1) if (left[row]! >= 0 && right[row]! >= 0) yield row;
}
