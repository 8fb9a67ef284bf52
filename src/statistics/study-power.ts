import { binaryDetectable, binaryPower, binaryRequiredSamples } from './binary-power.ts';
import { detectionMultiplier, type DetectingTest, isApproximate, isTooFew, powerAtMultiple } from './detection-multiplier.ts';
import { boundedMargin, equivalencePower } from './equivalence-power.ts';
import { type ErrorRates, LARGE, requiredSamples } from './power.ts';
import { repeatGain, type RepeatGain, type VarianceComponents, varianceOf } from './variance-components.ts';

/** Fewer samples are never equivalent where the metric's range is unknown (statistics.md §21). */
const LEAST_FOR_T = 100;

/** What a comparison has shown of how much its differences vary, and how they are tested. */
export interface Study {
  /** Samples that it rests on. */
  readonly n: number;
  /** Of one sample's difference; with clusters n times the square of the standard error. Null where it can't be seen. */
  readonly variance: number | null;
  /** The share of samples on which right-or-wrong scores differ, where the exact test of these decides; else null. */
  readonly discordance: number | null;
  /** Null without clusters. */
  readonly clusters: { readonly count: number; readonly largest: number } | null;
  /** The width of the metric's range; null where it is unknown. */
  readonly span: number | null;
  readonly test: DetectingTest;
  /** What of the variance is between samples, and what within; null without repeats. */
  readonly components: VarianceComponents | null;
}

/** What is asked of such data, with as many samples as are planned. */
export interface PowerQuestion {
  readonly rates: ErrorRates;
  readonly n: number;
  /** Hypotheses that are tested together. */
  readonly hypotheses: number;
  /** The true difference to find; null where none is named. */
  readonly delta: number | null;
  /** Within which equal runs are to be shown equivalent; null where none is named. */
  readonly margin: number | null;
  /** Scores a sample in each run; null for as many as there were. */
  readonly repeats: number | null;
}

/** What such data can show. Null: not asked for, not possible with so few, or not to be known from data that do not vary. */
export interface StudyPower {
  readonly minimumDetectableEffect: number | null;
  /** The same at α over the number of hypotheses: Holm's worst case. */
  readonly familyMinimumDetectableEffect: number | null;
  readonly requiredSamples: number | null;
  readonly requiredClusters: number | null;
  readonly achievedPower: number | null;
  /** The chance that equal runs are shown equivalent. */
  readonly equivalencePower: number | null;
  /** Whether the sign flip of so few has no exact figures for this α or power. */
  readonly isApproximate: boolean;
}

/**
 * What the test that is really used can find, with two-sided α: the exact test of right-or-wrong scores, the sign flip of graded ones or
 * of clusters, or Student's t (statistics.md §26). The one source of every smallest difference, number of samples and power that is shown.
 */
export function studyPower(observed: Study, question: PowerQuestion): StudyPower {
  const study = withRepeats(observed, question.repeats);
  const { rates, hypotheses, n } = question;
  const family = { ...rates, alpha: rates.alpha / Math.max(1, hypotheses) };
  const found = detectable(study, n, rates);
  return {
    minimumDetectableEffect: found,
    familyMinimumDetectableEffect: hypotheses > 1 ? detectable(study, n, family) : found,
    ...required(study, question),
    achievedPower: achieved(study, question),
    equivalencePower: equivalence(study, question),
    isApproximate: study.discordance === null && isApproximate(unitsOf(study, n), rates, study.test),
  };
}

/** What more repeats would gain n samples; null without repeats. */
export function studyRepeats(study: Study, n: number, rates: ErrorRates): RepeatGain | null {
  const { components } = study;
  return components && repeatGain(components, (repeats) => detectableWith(study, repeats, n, rates));
}

/** 0 where repeats without end would leave no variance at all. */
function detectableWith(study: Study, repeats: number, n: number, rates: ErrorRates): number | null {
  const planned = withRepeats(study, repeats);
  if (planned.variance !== 0 || study.variance === 0) return detectable(planned, n, rates);
  return isTooFew(unitsOf(study, n), rates.alpha) ? null : 0;
}

function withRepeats(study: Study, repeats: number | null): Study {
  const { components } = study;
  if (repeats === null || components === null || isTheSameEachTime(study)) return study;
  return { ...study, discordance: null, variance: varianceOf(components, repeats, repeats) };
}

/** Whether right-or-wrong scores never differ between repeats, so that the exact test of them stays. */
function isTheSameEachTime({ components, discordance }: Study): boolean {
  return discordance !== null && components?.withinA === 0 && components.withinB === 0;
}

/** What is flipped: samples, or clusters as large as those that were seen. */
export function unitsOf({ n: seen, clusters }: Pick<Study, 'n' | 'clusters'>, n: number): number {
  return clusters === null ? n : Math.floor((clusters.count * n) / seen + 1e-9);
}

/** At least one of the samples that were seen: that none differed does not show that none would. */
export function leastDiscordance({ n, discordance }: Study): number | null {
  return discordance === null ? null : Math.max(discordance, 1 / n);
}

function detectable(study: Study, n: number, rates: ErrorRates): number | null {
  const discordance = leastDiscordance(study);
  if (discordance !== null) return binaryDetectable({ n, discordance }, rates);
  const multiplier = detectionMultiplier(unitsOf(study, n), rates, study.test);
  if (multiplier === null || !study.variance) return null;
  const found = multiplier * Math.sqrt(study.variance / n);
  return study.span !== null && found > study.span ? null : found;
}

function achieved(study: Study, { n, delta, rates: { alpha } }: PowerQuestion): number | null {
  if (delta === null) return null;
  const discordance = leastDiscordance(study);
  if (discordance !== null) return delta > 1 ? null : binaryPower({ n, discordance }, delta, alpha);
  if (!study.variance) return null;
  return powerAtMultiple(unitsOf(study, n), delta * Math.sqrt(n / study.variance), alpha, study.test);
}

function equivalence(study: Study, { n, margin, rates: { alpha } }: PowerQuestion): number | null {
  const variance = leastDiscordance(study) ?? study.variance;
  if (margin === null || variance === null) return null;
  if (study.span === null && (study.clusters !== null || n < LEAST_FOR_T)) return null;
  const largest = study.clusters === null ? 1 : study.clusters.largest;
  const reached = study.span === null ? margin : boundedMargin(margin, study.span, n, largest);
  return equivalencePower({
    n: unitsOf(study, n),
    standardError: Math.sqrt(variance / n),
    delta: 0,
    margin: reached,
    alpha,
  });
}

function required(study: Study, { delta, rates }: PowerQuestion): Pick<StudyPower, 'requiredSamples' | 'requiredClusters'> {
  const nothing = { requiredSamples: null, requiredClusters: null };
  if (delta === null) return nothing;
  const discordance = leastDiscordance(study);
  if (discordance !== null) return { ...nothing, requiredSamples: binaryRequiredSamples(discordance, delta, rates) };
  if (!study.variance || (study.span !== null && delta > study.span)) return nothing;
  const size = study.clusters === null ? 1 : study.n / study.clusters.count;
  const units = requiredUnits(study.variance / size, delta, rates, study.test);
  if (units === null) return nothing;
  if (study.clusters === null) return { ...nothing, requiredSamples: units };
  return { requiredSamples: Math.ceil(units * size - 1e-9), requiredClusters: units };
}

/** How many samples or clusters whose differences have this variance find a difference; null where they can't be counted. */
function requiredUnits(variance: number, delta: number, rates: ErrorRates, test: DetectingTest): number | null {
  const rough = requiredSamples(variance, delta, rates) ?? Infinity;
  if (rough > Number.MAX_SAFE_INTEGER) return null;
  if (rough > LARGE) return Math.ceil(rough);
  const isShort = (n: number): boolean => {
    const multiplier = isTooFew(n, rates.alpha) ? null : detectionMultiplier(n, rates, test);
    return multiplier === null || multiplier * Math.sqrt(variance / n) > delta;
  };
  let [short, enough] = [2, Math.max(3, Math.floor(rough))];
  for (let step = 1; isShort(enough); step *= 2) [short, enough] = [enough, enough + step];
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2);
    if (isShort(middle)) short = middle;
    else enough = middle;
  }
  return enough;
}
