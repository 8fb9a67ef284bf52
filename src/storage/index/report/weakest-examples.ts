import { exampleMeans, type RunColumns } from '../read/run-columns.ts';
import { metricNames } from '../read/run-metrics.ts';

/** An example: the place of the weakest of its trials. */
export interface WeakPlace {
  readonly pos: number;
  /** `null` where it has no score. */
  readonly meanScore: number | null;
  /** Of the example. */
  readonly trials: number;
}

/**
 * The examples with the lowest mean scores, the lowest first, equal ones in the order in which they came. The score of a trial is its
 * mean over metrics, 0 where it failed and nothing scored it; a trial that got no answer has none, and examples without any score come
 * last. `examples` has the example of each trial; `null` where each has one trial.
 */
export function weakestExamples(columns: RunColumns, examples: Int32Array | null, count: number): readonly WeakPlace[] {
  const scores = trialScores(columns);
  if (examples === null) return lowest(scores, count).map((pos) => ({ pos, meanScore: meanAt(scores, pos), trials: 1 }));
  const means = exampleMeans(scores, examples);
  return lowest(means, count).map((example) => ({
    ...weakestTrial(scores, examples, example),
    meanScore: meanAt(means, example),
  }));
}

function meanAt(means: Float64Array, at: number): number | null {
  const mean = means[at] ?? NaN;
  return Number.isNaN(mean) ? null : mean;
}

const FAULTY_TRIALS = "SELECT pos FROM samples WHERE run_no = ? AND is_failed = 1 AND error_kind IS NOT 'provider'";

/** By trial its mean over metrics; NaN where it has none. */
function trialScores(columns: RunColumns): Float64Array {
  const means = new Float64Array(columns.size).fill(NaN);
  const counts = new Uint32Array(columns.size);
  for (const [metricNo] of metricNames(columns.database, columns.run).entries()) {
    const scores = columns.scores(metricNo);
    for (let pos = 0; pos < scores.length; pos += 1) {
      const score = scores[pos] ?? NaN;
      if (Number.isNaN(score)) continue;
      const n = (counts[pos] ?? 0) + 1;
      const before = n === 1 ? 0 : (means[pos] ?? 0);
      counts[pos] = n;
      means[pos] = before + (score - before) / n;
    }
  }
  for (const [pos] of columns.database.values(FAULTY_TRIALS, columns.run.runNo))
    if (counts[Number(pos)] === 0) means[Number(pos)] = 0;
  return means;
}

function weakestTrial(scores: Float64Array, examples: Int32Array, wanted: number): Omit<WeakPlace, 'meanScore'> {
  let pos = -1;
  let trials = 0;
  for (let at = examples.indexOf(wanted); at >= 0; at = examples.indexOf(wanted, at + 1)) {
    trials += 1;
    const score = scores[at] ?? NaN;
    if (pos < 0 || score < (scores[pos] ?? NaN) || (Number.isNaN(scores[pos]) && !Number.isNaN(score))) pos = at;
  }
  return { pos, trials };
}

/** The places of the lowest values, then of those that have none, in passes that hold no more than are wanted. */
function lowest(values: Float64Array, count: number): readonly number[] {
  const found = [...lowestKnown(values, count)];
  for (let at = 0; at < values.length && found.length < count; at += 1) if (Number.isNaN(values[at])) found.push(at);
  return found;
}

function lowestKnown(values: Float64Array, count: number): readonly number[] {
  const kept: number[] = [];
  let bound = Infinity;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? NaN;
    if (Number.isNaN(value) || (kept.length === count && value >= bound)) continue;
    const place = kept.findIndex((other) => value < (values[other] ?? NaN));
    kept.splice(place < 0 ? kept.length : place, 0, at);
    kept.length = Math.min(kept.length, count);
    bound = values[kept.at(-1) ?? 0] ?? NaN;
  }
  return kept;
}
