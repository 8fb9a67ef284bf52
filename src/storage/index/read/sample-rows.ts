import type { Selectable } from 'kysely';
import type { ComparedPlace } from '../../../domain/run-store.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query, type SamplesTable } from '../index-schema.ts';
import { isAmong } from './sample-conditions.ts';
import { sql } from 'kysely';
import type { LinePlace } from './file-lines.ts';

/** Positions that a query is given at a time. */
const CHUNK = 500;

export type SampleRow = Selectable<SamplesTable>;

/** A score of a sample, and where the lines of its looks are. */
export interface SampleScore {
  readonly metric: string;
  readonly score: number | null;
  readonly lines: readonly LinePlace[];
}

/** The rows of some samples, in the order of their positions here; those that are not there are left out. */
export function sampleRows(database: IndexDatabase, runNo: number, positions: readonly number[]): SampleRow[] {
  const rows = new Map<number, SampleRow>();
  for (let at = 0; at < positions.length; at += CHUNK) {
    const some = query.selectFrom('samples').selectAll().where('run_no', '=', runNo);
    for (const row of database.all(some.where(isAmong(sql.ref('pos'), positions.slice(at, at + CHUNK)))))
      rows.set(row.pos, row);
  }
  return positions.map((pos) => rows.get(pos)).filter((row) => row !== undefined);
}

/** The first of some samples whose lines are not too much to have in memory at once, and at least one. */
export function firstWithin(database: IndexDatabase, runNo: number, positions: readonly number[], maxBytes: number): number[] {
  let bytes = 0;
  const isTooMuch = (pos: number): boolean => {
    bytes += lengthOf(database, runNo, pos);
    return bytes > maxBytes;
  };
  const end = positions.findIndex((pos, at) => isTooMuch(pos) && at > 0);
  return positions.slice(0, end < 0 ? positions.length : end);
}

/** The scores of one sample, in the order of the run's metrics. */
export function sampleScores(database: IndexDatabase, runNo: number, pos: number): SampleScore[] {
  // The cross join keeps the order: for each metric the one score.
  const scores = database.all(
    query
      .selectFrom('metrics as m')
      .crossJoin('scores as s')
      .select(['m.name', 's.metric_no', 's.score', 's.offset', 's.length'])
      .where('m.run_no', '=', runNo)
      .whereRef('s.run_no', '=', 'm.run_no')
      .whereRef('s.metric_no', '=', 'm.metric_no')
      .where('s.pos', '=', pos)
      .orderBy('m.metric_no'),
  );
  const looks = lookPlaces(database, runNo, pos);
  return scores.map(({ name, metric_no: metricNo, score, offset, length }) => ({
    metric: name,
    score,
    lines: withLast(looks.get(metricNo) ?? [], { offset, length }),
  }));
}

/** Why a trial failed. */
export function trialFailure(
  database: IndexDatabase,
  runNo: number,
  pos: number,
): { readonly type: string; readonly message: string } | undefined {
  return database.first(
    query
      .selectFrom('failures')
      .select(['type', 'message'])
      .where('run_no', '=', runNo)
      .where('pos', '=', pos)
      .where('metric_no', '<', 0),
  );
}

/** The text of a sample whose own file can't be read from the middle. */
export function sampleDocument(database: IndexDatabase, runNo: number, pos: number): string | undefined {
  const document = query.selectFrom('documents').select('document').where('run_no', '=', runNo).where('pos', '=', pos);
  return database.first(document)?.document;
}

function lookPlaces(database: IndexDatabase, runNo: number, pos: number): ReadonlyMap<number, LinePlace[]> {
  const looks = query
    .selectFrom('looks')
    .select(['metric_no', 'offset', 'length'])
    .where('run_no', '=', runNo)
    .where('pos', '=', pos)
    .orderBy('metric_no')
    .orderBy('look');
  const places = new Map<number, LinePlace[]>();
  for (const { metric_no: metricNo, offset, length } of database.all(looks))
    places.set(metricNo, [...(places.get(metricNo) ?? []), { offset, length }]);
  return places;
}

function withLast(looks: readonly LinePlace[], last: LinePlace): readonly LinePlace[] {
  if (last.length === 0 || looks.some(({ offset }) => offset === last.offset)) return looks;
  return [...looks, last];
}

/** The first sample at each of these places, in their order; `undefined` where there is none. */
export function samplesAt(database: IndexDatabase, runNo: number, places: readonly ComparedPlace[]): (number | undefined)[] {
  const ids = [...new Set(places.map(({ id }) => id))];
  const firsts = new Map<string, Map<number, number>>();
  for (let at = 0; at < ids.length; at += CHUNK) {
    const id = sql<string>`coalesce(compared_id, id)`;
    const some = query
      .selectFrom('samples')
      .select(['pos', 'row', id.as('compared')])
      .where('run_no', '=', runNo);
    const found = some
      .where(id, 'in', ids.slice(at, at + CHUNK))
      .orderBy('row')
      .orderBy('pos');
    for (const { pos, row, compared } of database.all(found)) {
      const byRow = firsts.get(compared) ?? new Map<number, number>();
      if (!byRow.has(row)) byRow.set(row, pos);
      firsts.set(compared, byRow);
    }
  }
  return places.map(({ id, nth }) => [...(firsts.get(id)?.values() ?? [])][nth]);
}

function lengthOf(database: IndexDatabase, runNo: number, pos: number): number {
  const sample = query.selectFrom('samples').select('length').where('run_no', '=', runNo).where('pos', '=', pos);
  return database.first(sample)?.length ?? 0;
}
