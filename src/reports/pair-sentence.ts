import { fewestToDecide } from '../statistics/verdict.ts';
import type { ReportedMethod, ReportedPair } from './comparison-report.ts';
import { intervalText, numberText, percentText, pText, signedText } from './figures.ts';

/** What a sentence about a pair has to know beyond the pair. */
export interface PairContext {
  readonly lowerIsBetter: boolean;
  readonly method: Pick<ReportedMethod, 'alpha' | 'correction' | 'runs_in_progress'>;
}

/** A pair as seen from one of its runs: means and differences are `first` minus `second`. */
interface View {
  readonly first: string;
  readonly second: string;
  readonly firstMean: number | null;
  readonly secondMean: number | null;
  readonly delta: number | null;
  readonly interval: ReportedPair['interval'];
  readonly simultaneous: ReportedPair['interval'];
  readonly equivalenceInterval: ReportedPair['interval'];
}

/**
 * What is known about one pair, in a sentence or a few that need no statistics to be read. The better run comes first, with its mean,
 * and the difference has the sign that it has for it; a corrected p-value stands beside the interval that is corrected as much.
 *
 * @example pairSentence(pair, context) // 'In “accuracy”, new is better than old: 0.825 against 0.75 (new − old = +0.075, …).'
 */
export function pairSentence(pair: ReportedPair, context: PairContext): string {
  return `In “${pair.metric}”, ${statement(pair, context)}`;
}

function statement(pair: ReportedPair, context: PairContext): string {
  const unfinished = context.method.runs_in_progress.filter((runId) => runId === pair.run_a || runId === pair.run_b);
  if (hasWarning(pair, 'in-progress')) return inProgressText(pair, unfinished);
  if (hasWarning(pair, 'stopped-when-decided')) return stoppedText(pair);
  switch (pair.verdict) {
    case 'a_better':
      return betterText(pair, viewFrom(pair, true), context);
    case 'b_better':
      return betterText(pair, viewFrom(pair, false), context);
    case 'equivalent':
      return equivalentText(pair, context);
    case 'a_not_worse':
      return notWorseText(pair, viewFrom(pair, true), context);
    case 'b_not_worse':
      return notWorseText(pair, viewFrom(pair, false), context);
    case 'inconclusive':
      return openText(pair, context);
    case 'insufficient_data':
      return pair.n === 0 ? unsharedText(pair) : tooFewText(pair, context);
  }
}

function viewFrom(pair: ReportedPair, isA: boolean): View {
  const {
    run_a: a,
    run_b: b,
    run_a_mean: meanA,
    run_b_mean: meanB,
    delta,
    interval,
    simultaneous_interval: simultaneous,
  } = pair;
  const equivalenceInterval = pair.equivalence?.interval ?? null;
  if (isA)
    return { first: a, second: b, firstMean: meanA, secondMean: meanB, delta, interval, simultaneous, equivalenceInterval };
  return {
    first: b,
    second: a,
    firstMean: meanB,
    secondMean: meanA,
    delta: delta === null ? null : -delta + 0,
    interval: mirrored(interval),
    simultaneous: mirrored(simultaneous),
    equivalenceInterval: mirrored(equivalenceInterval),
  };
}

function mirrored(interval: ReportedPair['interval']): ReportedPair['interval'] {
  return interval && [-interval[1] + 0, -interval[0] + 0];
}

function betterText(pair: ReportedPair, view: View, context: PairContext): string {
  const { first, second } = view;
  const within =
    pair.negligible && pair.equivalence !== null
      ? ` The difference is within the margin of ±${numberText(pair.equivalence.margin)} (${marginFigures(pair, view, EQUIVALENCE_TEST, pair.equivalence.corrected_p_value, context)}).`
      : '';
  return `${first} is better than ${second}: ${meansText(view)} (${evidenceText(pair, view, context)}).${within}${caveatText(pair)}`;
}

function equivalentText(pair: ReportedPair, context: PairContext): string {
  const view = viewFrom(pair, true);
  const { margin: asked, corrected_p_value: p } = pair.equivalence ?? { margin: null, corrected_p_value: null };
  const margin = numberText(asked);
  const tested = marginFigures(pair, view, EQUIVALENCE_TEST, p, context);
  const figures = [differenceText(view), tested, sizeText(pair)].join('; ');
  return `${view.first} and ${view.second} are equivalent within ±${margin}: ${meansText(view)} (${figures}).${caveatText(pair)}`;
}

function notWorseText(pair: ReportedPair, view: View, context: PairContext): string {
  const { first, second } = view;
  const { equivalence } = pair;
  const margin = numberText(equivalence?.margin ?? null);
  const isLowSide = (first === pair.run_a) !== context.lowerIsBetter;
  const p = (isLowSide ? equivalence?.corrected_p_not_worse : equivalence?.corrected_p_not_better) ?? null;
  const direction = context.lowerIsBetter ? 'lower is better; ' : '';
  const tested = marginFigures(pair, view, 'non-inferiority test', p, context);
  const figures = `${direction}${differenceText(view)}; ${tested}; ${sizeText(pair)}`;
  return `${first} is not worse than ${second} by more than ${margin}: ${meansText(view)} (${figures}).${caveatText(pair)}`;
}

function openText(pair: ReportedPair, context: PairContext): string {
  const view = viewFrom(pair, true);
  const { first, second } = view;
  if (hasWarning(pair, 'identical-scores')) return identicalText(pair, view);
  const figures = `${meansText(view)} (${evidenceText(pair, view, context)}).`;
  if (pair.corrected_p_value === null) return `${first} and ${second} were not tested: ${figures}${untestedReason(pair)}`;
  return `the data can’t tell ${first} from ${second}: ${figures}${powerText(pair, context)}${unshownText(pair, view)}${choiceText(pair)}`;
}

function identicalText(pair: ReportedPair, view: View): string {
  const { first, second, interval, firstMean } = view;
  const range = interval === null ? '' : `, ${percentText(pair.level)} interval of the difference ${intervalText(interval)}`;
  const score = `mean ${numberText(firstMean)}${range}`;
  return `${first} and ${second} have the same score on all ${pair.n} samples (${score}), which does not show that they are equal.${unshownText(pair, view)}`;
}

/** Why a test that was asked for has no answer. */
function untestedReason({ warnings }: ReportedPair): string {
  const reason = warnings.find(({ code }) => code === 'not-binary' || code === 'not-available-clustered');
  return reason === undefined ? '' : ` ${reason.message}`;
}

/** What the data could have shown, and what it takes to see half of that. */
function powerText(pair: ReportedPair, context: PairContext): string {
  const [count, unit] = sizeOf(pair);
  const tests = isCorrected(pair, context) ? ` and ${pair.family_size} tests` : '';
  const detectable = isCorrected(pair, context) ? pair.mde_family : pair.mde;
  if (detectable === null)
    return tests === '' ? '' : ` With ${count} ${unit}${tests} together even the largest difference could be missed.`;

  const more = count < FEWEST_TO_SCALE ? '' : `; half of that takes about four times as many ${unit}`;
  return ` A true difference of ${numberText(detectable)} would be found 4 times out of 5 with ${count} ${unit}${tests}${more}.`;
}

/** Below this the detectable difference shrinks faster than the square root of the number of samples. */
const FEWEST_TO_SCALE = 20;

/** Where there is a margin that the data don't keep to. */
function unshownText(
  { equivalence, level, equivalence_power: chance }: ReportedPair,
  { equivalenceInterval: interval }: View,
): string {
  if (equivalence === null) return '';
  const margin = `±${numberText(equivalence.margin)}`;
  if (equivalence.reason === 'range-unknown')
    return ` Whether they are equivalent within ${margin} can’t be shown: the range of the scores is unknown.`;

  const range = interval === null ? '' : ` (${percentText(2 * level - 1)} interval ${intervalText(interval)})`;
  const power =
    chance === null ? '' : `; without any difference, such data would show it with a chance of ${chanceText(chance)}`;
  return ` That they are equivalent within ${margin} is not shown either${range}${power}.`;
}

/** To whole percents, but never 0 or 100 %. */
function chanceText(chance: number): string {
  if (chance < 0.01) return 'less than 1 %';
  return chance > 0.99 ? 'more than 99 %' : percentText(Math.round(chance * 100) / 100);
}

function tooFewText(pair: ReportedPair, context: PairContext): string {
  const view = viewFrom(pair, true);
  const [count, unit] = sizeOf(pair);
  const fewest = fewestToDecide(context.method.alpha);
  const alone = `${view.first} from ${view.second}: ${meansText(view)} (${differenceText(view)}, ${sizeText(pair)}).`;
  const noun = count === 1 ? unit.replace(/s$/, '') : unit;
  return `${count} ${noun} ${count === 1 ? 'is' : 'are'} too few to tell ${alone} It takes at least ${fewest} ${unit}.`;
}

function unsharedText(pair: ReportedPair): string {
  const { run_a: a, run_b: b, coverage, unpaired } = pair;
  const { only_a: onlyA, only_b: onlyB, invalid_a: invalidA, invalid_b: invalidB } = coverage;
  const apart = onlyA.count + onlyB.count > 0;
  const reasons = [
    ...(apart ? [`${onlyA.count} scored samples are only in ${a} and ${onlyB.count} only in ${b}`] : []),
    ...invalidText(a, invalidA.count),
    ...invalidText(b, invalidB.count),
  ];
  const why = reasons.length === 0 ? '.' : `: ${reasons.join(', ')}.${apart ? ' Were both made over the same dataset?' : ''}`;
  const welch =
    unpaired === null || unpaired.p_value === null
      ? ''
      : ` Welch’s test of all scores, as if the samples had nothing to do with each other: ${percentText(pair.level)} interval of the difference ${intervalText(unpaired.interval)}, ${pText(unpaired.p_value)}.`;
  return `${a} and ${b} can’t be compared sample by sample, for they share no sample with a score in both${why}${welch}`;
}

function invalidText(runId: string, count: number): readonly string[] {
  return count === 0 ? [] : [`${count} samples of ${runId} have no valid score`];
}

function inProgressText(pair: ReportedPair, unfinished: readonly string[]): string {
  const view = viewFrom(pair, true);
  const names = unfinished.length === 0 ? 'a run' : unfinished.join(' and ');
  const verb = unfinished.length > 1 ? 'are' : 'is';
  return `there is no verdict on ${view.first} and ${view.second} while ${names} ${verb} in progress: so far ${meansText(view)} (${differenceText(view)}, ${sizeText(pair)}).`;
}

function stoppedText(pair: ReportedPair): string {
  const view = viewFrom(pair, true);
  return `there is no verdict on ${view.first} and ${view.second} here, for a run ended because its live comparison was decided, and the verdict of that holds: ${meansText(view)} (${differenceText(view)}, ${sizeText(pair)}).`;
}

/** What a claim leaves open. */
function caveatText(pair: ReportedPair): string {
  return `${choiceText(pair)}${missingText(pair)}`;
}

function choiceText({ selection }: ReportedPair): string {
  if (selection === null) return '';
  return ` p and interval count the choice among ${selection.candidates} possibilities of a search that was scored on these samples.`;
}

/** Where the samples without a score could undo the verdict. */
function missingText(pair: ReportedPair): string {
  if (pair.missing_scores === null || !hasWarning(pair, 'verdict-depends-on-missing')) return '';
  const share = percentText(pair.missing_scores.unscored_share);
  return ` But ${share} of the samples have no score in one of the runs, and with those the verdict could be another.`;
}

function meansText({ firstMean, secondMean }: View): string {
  return `${numberText(firstMean)} against ${numberText(secondMean)}`;
}

function differenceText({ first, second, delta }: View): string {
  return `${first} − ${second} = ${signedText(delta)}`;
}

/** The difference with its interval and p, and what they rest on: both corrected, or neither. */
function evidenceText(pair: ReportedPair, view: View, context: PairContext): string {
  const { level, corrected_p_value: p, family_size: size, resamples } = pair;
  const direction = context.lowerIsBetter ? 'lower is better; ' : '';
  const difference = `${direction}${differenceText(view)}`;
  if (isCorrected(pair, context)) {
    const range = view.simultaneous && `${percentText(level)} for all ${size} together: ${intervalText(view.simultaneous)}`;
    const tested = p === null ? null : `corrected ${pText(p, resamples)}`;
    return [difference, range, tested, sizeText(pair)].filter((part) => part !== null).join('; ');
  }
  const range = view.interval && `${percentText(level)} interval ${intervalText(view.interval)}`;
  const many = size > 1 ? `, one of ${size} and not corrected` : '';
  const tested = p === null ? null : `${pText(p, resamples)}${many}`;
  return [difference, range, tested, sizeText(pair)].filter((part) => part !== null).join(', ');
}

function isCorrected({ family_size: size }: ReportedPair, { method }: PairContext): boolean {
  return size > 1 && method.correction !== 'none';
}

const EQUIVALENCE_TEST = 'equivalence test';

/** The interval that shows a difference to be within the margin, how it was made, and its p, under the name of its test: the difference has another p. */
function marginFigures(
  pair: ReportedPair,
  { equivalenceInterval }: View,
  test: string,
  p: number | null,
  context: PairContext,
): string {
  const { level, equivalence } = pair;
  const range = equivalenceInterval && `${percentText(2 * level - 1)} interval ${intervalText(equivalenceInterval)}`;
  const made = equivalence?.method === 't' ? 't tests, range unknown' : 'bounded';
  const figures = [range, made, isCorrected(pair, context) ? `corrected ${pText(p)}` : pText(p)];
  return `${test}: ${figures.filter((part) => part !== null).join(', ')}`;
}

function sizeText(pair: ReportedPair): string {
  return pair.clustering === null ? `n = ${pair.n}` : `n = ${pair.n} in ${pair.clustering.clusters} clusters`;
}

function sizeOf({ n, clustering }: ReportedPair): readonly [count: number, unit: string] {
  return clustering === null ? [n, 'samples'] : [clustering.clusters, 'clusters'];
}

function hasWarning({ warnings }: ReportedPair, code: string): boolean {
  return warnings.some((warning) => warning.code === code);
}
