import { sql } from 'kysely';
import { query } from '../index-schema.ts';
import type { RunColumns } from './run-columns.ts';

interface TaggedSamples {
  /** How many samples each tag has. */
  readonly counts: readonly (readonly [tag: string, samples: number])[];
  /** Those of the first tag, then those of the next one, each ascending. */
  readonly positions: Int32Array;
}

/** The positions of each tag's samples, ascending. They are kept: reading a row of the index for each takes long. */
export function samplesOfTags(columns: RunColumns): ReadonlyMap<string, Int32Array> {
  let read: TaggedSamples | undefined;
  const make = (): TaggedSamples => (read ??= taggedSamples(columns));
  const text = columns.column('tag counts', true, () => Buffer.from(JSON.stringify(make().counts)));
  const positions = columns.positions('tagged', true, () => make().positions);
  let from = 0;
  return new Map(
    (JSON.parse(Buffer.from(text).toString()) as TaggedSamples['counts']).map(([tag, samples]) => {
      from += samples;
      return [tag, positions.subarray(from - samples, from)];
    }),
  );
}

function taggedSamples({ database, run: { runNo } }: RunColumns): TaggedSamples {
  const ofRun = query.selectFrom('tags').where('run_no', '=', runNo);
  const counts = database.all(
    ofRun
      .select(['tag', sql<number>`count(*)`.as('samples')])
      .groupBy('tag')
      .orderBy('tag'),
  );
  const positions = new Int32Array(counts.reduce((sum, { samples }) => sum + samples, 0));
  const statement = database.statement('SELECT pos FROM tags WHERE run_no = ? ORDER BY tag, pos');
  statement.setReturnArrays(true);
  let at = 0;
  for (const [pos] of statement.iterate(runNo) as unknown as Iterable<readonly [number]>) {
    positions[at] = pos;
    at += 1;
  }
  return { counts: counts.map(({ tag, samples }) => [tag, samples]), positions };
}
