import { type Description, describe } from './describe.ts';
import { isBinary } from './mcnemar.ts';

/** What is known of a run's scores of one metric, whatever they are compared with. */
export interface ColumnFacts {
  readonly description: Description;
  readonly isBinary: boolean;
  readonly hasNegative: boolean;
}

const known = new WeakMap<Float64Array, ColumnFacts>();

/** The facts of these scores, which must not change: a run that is paired with many others is looked at once. */
export function columnFacts(scores: Float64Array): ColumnFacts {
  let facts = known.get(scores);
  if (facts === undefined) {
    facts = { description: describe(scores), isBinary: isBinary(scores), hasNegative: scores.some((score) => score < 0) };
    known.set(scores, facts);
  }
  return facts;
}
