import { cohenKappa, ratingTable } from './cohen-kappa.ts';
import { type HumanLabels, hasFewValues, type LabelledScores, MOST_CATEGORIES } from './human-labels.ts';
import { type LabelledMean, labelledMean } from './labelled-mean.ts';

/** What people would give as the mean, and how far the judge agrees with them. */
export interface JudgedMean extends LabelledMean {
  /** Cohen's, of the judge's scores against the labels; null where these are not categories of one scale, or there is one only. */
  readonly kappa: number | null;
}

/** The scores of some samples of a run in one metric. */
export interface JudgedScores {
  readonly metric: string;
  /** None of them NaN. */
  readonly scores: Float64Array;
  /** For each, its place in the columns of the run. */
  readonly places: Int32Array;
  /** The cluster of each; null where every sample is on its own. */
  readonly clusters: Int32Array | null;
}

/**
 * The mean that people would give to some samples of a run, out of a judge's scores of all and people's labels of a few (statistics.md §34).
 * Labels of repeats of one sample are averaged, as its scores are. Null where none of the samples has a label.
 */
export function judgedMean(judged: JudgedScores, labels: HumanLabels, alpha: number): JudgedMean | null {
  const { scores, places, clusters } = judged;
  const means = meansByPlace(labels);
  const isLabelled = (_: unknown, i: number): boolean => means.has(places[i]!);
  const isOther = (_: unknown, i: number): boolean => !means.has(places[i]!);
  const values = Float64Array.from(places.filter(isLabelled), (place) => means.get(place)!);
  const parts = clusters && { labelled: clusters.filter(isLabelled), elsewhere: clusters.filter(isOther) };
  const found = labelledMean(values, scores.filter(isLabelled), scores.filter(isOther), alpha, parts);
  return found && { ...found, kappa: judgeKappa(judged, labels, alpha) };
}

function meansByPlace({ places, values }: HumanLabels): ReadonlyMap<number, number> {
  const sums = new Map<number, { sum: number; n: number }>();
  places.forEach((place, at) => {
    const { sum, n } = sums.get(place) ?? { sum: 0, n: 0 };
    sums.set(place, { sum: sum + values[at]!, n: n + 1 });
  });
  return new Map(Array.from(sums, ([place, { sum, n }]) => [place, sum / n]));
}

/** Each label against the score of that very repeat. */
function judgeKappa({ metric, places }: JudgedScores, labels: HumanLabels, alpha: number): number | null {
  const scored = labels.scores.get(metric);
  if (scored === undefined) return null;
  const among = new Set(places);
  const used = [...labels.places.keys()].filter((at) => among.has(labels.places[at]!) && !Number.isNaN(scored.values[at]!));
  const people = used.map((at) => labels.values[at]!);
  const judge = used.map((at) => scored.values[at]!);
  if (!areOneScale(people, judge, scored)) return null;
  return cohenKappa(ratingTable(people, judge).table, 'unweighted', alpha)?.kappa ?? null;
}

/** Whether both use the same few values, one of them perhaps not all. */
function areOneScale(people: readonly number[], judge: readonly number[], { isCategorical }: LabelledScores): boolean {
  const [ofPeople, ofJudge] = [new Set(people), new Set(judge)];
  const areFew = isCategorical && ofPeople.size <= MOST_CATEGORIES && hasFewValues(Float64Array.of(...ofPeople, ...ofJudge));
  return areFew && (isWithin(ofPeople, ofJudge) || isWithin(ofJudge, ofPeople));
}

function isWithin(some: ReadonlySet<number>, all: ReadonlySet<number>): boolean {
  return [...some].every((value) => all.has(value));
}
