import { adjust } from './adjust.ts';
import type { ComparisonPlan } from './comparison-request.ts';
import { tInterval } from './describe.ts';
import { inProgressWarning, runsInProgress } from './in-progress.ts';
import { runsStopped, stoppedWarning } from './stopped-when-decided.ts';
import type { Interval } from './interval.ts';
import type { PairFindings } from './pair-findings.ts';
import { type JudgedEquivalence, judgedEquivalences } from './judged-equivalence.ts';
import { pairPower, type PairPower } from './pair-study.ts';
import { within } from './plain-interval.ts';
import { reachOf } from './score-ranges.ts';
import { alphaOfEach } from './selection.ts';
import { tangoInterval } from './tango.ts';
import { canDecide, isSignificant, verdict, type Verdict } from './verdict.ts';
import type { Warning } from './warning.ts';

/** A pair with what follows from its family of hypotheses. */
export interface PairComparison extends PairFindings, PairPower {
  readonly equivalence: JudgedEquivalence | null;
  readonly adjustedP: number | null;
  /** Whether p comes from random draws and other draws might decide otherwise. */
  readonly isCloseCall: boolean;
  /** How many p-values were adjusted together; 0 where the pair's family has none. */
  readonly familySize: number;
  readonly significant: boolean;
  readonly verdict: Verdict;
  /** The run that is better; null where that is not known. */
  readonly winner: string | null;
  /** Significant, and yet within the equivalence margin. */
  readonly negligible: boolean;
  /** The interval at 1 − α/m: all of a family's hold at once (Bonferroni). */
  readonly simultaneousInterval: Interval | null;
}

/** Adjusts the p-values family by family and gives every pair its verdict (statistics.md §11). */
export function judgePairs(pairs: readonly PairFindings[], plan: ComparisonPlan): readonly PairComparison[] {
  const families = new Map<string, number[]>();
  pairs.forEach((pair, i) => {
    const key = familyOf(pair, plan);
    const family = families.get(key);
    if (family) family.push(i);
    else families.set(key, [i]);
  });
  const judged: PairComparison[] = new Array<PairComparison>(pairs.length);
  for (const family of families.values()) {
    const pValues = family.map((i) => pairs[i]!.p);
    const adjusted = adjust(pValues, plan.correction);
    const size = pValues.filter((p) => p !== null).length;
    const equivalences = judgedEquivalences(
      family.map((i) => pairs[i]!),
      plan,
    );
    family.forEach((i, k) => {
      judged[i] = judge({ ...pairs[i]!, equivalence: equivalences[k] ?? null }, adjusted[k] ?? null, size, plan);
    });
  }
  return judged;
}

/** The hypotheses that one adjustment covers. */
export function familyOf({ metric, runA, runB }: PairFindings, { family }: Pick<ComparisonPlan, 'family'>): string {
  switch (family) {
    case 'all':
      return '';
    case 'per-metric':
      return metric;
    case 'per-pair':
      return JSON.stringify([runA, runB]);
  }
}

type Corrected = PairFindings & Pick<PairComparison, 'equivalence'>;

function judge(pair: Corrected, adjustedP: number | null, familySize: number, plan: ComparisonPlan): PairComparison {
  const own = { ...plan, alpha: alphaOfEach(plan.alpha, pair.selection) };
  const open = openWarnings(pair, plan);
  const isOpen = open.length > 0;
  const equivalence = isOpen ? unjudged(pair.equivalence) : pair.equivalence;
  const hopeless = isHopeless(pair, own);
  const significant = !isOpen && !hopeless && isSignificant(adjustedP, plan.alpha);
  const decided = verdict({
    delta: pair.delta,
    adjustedP,
    alpha: plan.alpha,
    lowerIsBetter: plan.lowerIsBetter.has(pair.metric),
    equivalent: equivalence?.equivalent ?? false,
    isANonInferior: equivalence?.isANonInferior ?? false,
    isBNonInferior: equivalence?.isBNonInferior ?? false,
    hopeless,
  });
  const found = isOpen ? 'inconclusive' : decided;
  const isCloseCall = mayBeOtherwise(pair, adjustedP, plan.alpha);
  const simultaneousInterval = simultaneous(pair, familySize, own);
  const matching = plan.correction === 'none' ? pair.interval : simultaneousInterval;
  const warnings = [
    ...pair.warnings,
    ...(disagree(matching, adjustedP, plan.alpha) ? [disagreement(matching === pair.interval ? 1 : familySize)] : []),
    ...(isCloseCall ? [borderline(plan)] : []),
  ];
  return {
    ...pair,
    equivalence,
    ...pairPower(pair, familySize, own),
    adjustedP,
    isCloseCall,
    familySize,
    significant,
    verdict: found,
    winner: found === 'a_better' ? pair.runA : found === 'b_better' ? pair.runB : null,
    negligible: significant && (equivalence?.equivalent ?? false),
    simultaneousInterval,
    warnings: [...open, ...warnings],
  };
}

/** Why the pair gets no verdict, whatever its numbers are. */
function openWarnings(pair: PairFindings, plan: ComparisonPlan): readonly Warning[] {
  const [unfinished, stopped] = [runsInProgress(pair, plan), runsStopped(pair, plan)];
  return [
    ...(unfinished.length === 0 ? [] : [inProgressWarning(unfinished, plan)]),
    ...(stopped.length === 0 ? [] : [stoppedWarning(stopped, plan)]),
  ];
}

/** Whether the adjusted p is within three of its standard errors of α. */
function mayBeOtherwise({ p, pStandardError }: PairFindings, adjustedP: number | null, alpha: number): boolean {
  if (p === null || adjustedP === null || pStandardError === null) return false;
  return Math.abs(adjustedP - alpha) < (3 * pStandardError * adjustedP) / p;
}

function borderline({ alpha, resamples }: ComparisonPlan): Warning {
  const advice = resamples === undefined ? 'ask for a million resamples' : 'raise resamples tenfold';
  return { code: 'borderline', message: `p is so near to ${alpha} that other random draws might decide otherwise; ${advice}.` };
}

/** Whether only one of an interval and a p-value that are corrected alike shows a difference. */
function disagree(interval: Interval | null, p: number | null, alpha: number): boolean {
  return p !== null && interval !== null && (interval[0] > 0 || interval[1] < 0) !== isSignificant(p, alpha);
}

function disagreement(familySize: number): Warning {
  const [interval, p] = familySize > 1 ? [`interval for all ${familySize} together`, 'corrected p'] : ['interval', 'test'];
  return {
    code: 'ci-test-disagree',
    message: `The ${interval} and the ${p} disagree on whether there is a difference; trust the ${p}.`,
  };
}

function unjudged(found: JudgedEquivalence | null): JudgedEquivalence | null {
  return found && { ...found, equivalent: false, isANonInferior: false, isBNonInferior: false };
}

/** Whether there are too few samples, or clusters, for the smallest p that a sign flip of them can have to reach α, whatever the test. */
function isHopeless({ n, clustered }: PairFindings, { alpha }: ComparisonPlan): boolean {
  return !canDecide(clustered?.clusters ?? n, alpha);
}

function simultaneous(pair: PairFindings, familySize: number, { alpha, ranges }: ComparisonPlan): Interval | null {
  const level = alpha / Math.max(1, familySize);
  const range = ranges.get(pair.metric);
  switch (pair.intervalMethod) {
    case 't':
    case 'clustered-t':
    case 'cluster-sign-flip':
      return (
        pair.familyInterval ??
        within(tInterval(pair.delta, pair.standardError, pair.standardErrorDf, level), range ? reachOf(range) : null)
      );
    case 'tango':
      return tangoInterval(pair.n, pair.wins.wins, pair.wins.losses, level);
    case 'bounded':
    case 'bootstrap-percentile':
    case 'bootstrap-t':
    case null:
      return pair.familyInterval;
  }
}
