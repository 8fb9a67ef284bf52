import { sql } from 'kysely';
import type { OtherSample, PlacedSample } from '../../../domain/sample-query.ts';
import { query } from '../index-schema.ts';
import { joinedExamples } from './joined-examples.ts';
import { placedSamples } from './placed-samples.ts';
import { exampleCount, type RunColumns } from './run-columns.ts';

/** Samples of a run, each with the sample of the same example in another: of the same replicate, where there is one. */
export function besideOthers(
  columns: RunColumns,
  other: RunColumns,
  positions: readonly number[],
  samples: readonly PlacedSample[],
  isShort: boolean,
): PlacedSample[] {
  const first = firstInOther(columns, other);
  const places = samples.map(({ replicate }, at) => replicateOf(other, first(positions[at] ?? -1), replicate));
  const known = [...new Set(places.filter((place) => place !== undefined))];
  const found = placedSamples(other.database, other.run, known, { hasEvents: false, differences: null, isShort });
  const others = new Map(found.map((sample, at) => [known[at], otherSample(sample)]));
  return samples.map((sample, at) => ({ ...sample, other: others.get(places[at]) ?? null }));
}

/** The first sample in the other run that is of the same example, by the position here. */
function firstInOther(columns: RunColumns, other: RunColumns): (pos: number) => number | undefined {
  const { rows } = columns.compared();
  const places = joinedExamples(columns, other);
  const theirs = other.compared().rows;
  const firsts = new Int32Array(exampleCount(theirs)).fill(-1);
  for (let pos = theirs.length - 1; pos >= 0; pos -= 1) firsts[theirs[pos] ?? 0] = pos;
  return (pos) => {
    const example = rows[pos] ?? -1;
    const found = firsts[places === null ? example : (places[example] ?? -1)];
    return found === -1 ? undefined : found;
  };
}

/** The sample of the row of another, by its replicate; that other one where there is none. */
function replicateOf(
  { database, run: { runNo } }: RunColumns,
  first: number | undefined,
  replicate: number,
): number | undefined {
  if (first === undefined) return undefined;
  const row = query.selectFrom('samples').select('row').where('run_no', '=', runNo).where('pos', '=', first);
  const found = database.first(
    query
      .selectFrom('samples')
      .select('pos')
      .where('run_no', '=', runNo)
      .where('row', '=', row)
      .orderBy(sql`replicate <> ${replicate}`)
      .orderBy('replicate')
      .orderBy('pos')
      .limit(1),
  );
  return found?.pos ?? first;
}

function otherSample({ response, rawResponse, scores, error, status, replicate, texts }: PlacedSample): OtherSample {
  return {
    response: status === 'failed' ? (rawResponse ?? response) : response,
    scores,
    ...(error === undefined ? {} : { error }),
    status,
    replicate,
    cut: (texts?.cut ?? []).filter((name) => name === 'response' || name === 'error'),
  };
}
