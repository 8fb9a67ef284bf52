import { sql } from 'kysely';
import { textList } from '../../../domain/text-list.ts';
import { alignRuns } from '../../../statistics/align.ts';
import type { ScoredRun } from '../../../statistics/scored-run.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import { type ComparedIds, placesAmong, rowsOfExamples } from './compared-ids.ts';
import type { ReadableRun } from './readable-run.ts';

/** What it takes of the columns of a run to join its examples with those of another. */
export interface JoinedRun {
  readonly run: ReadableRun;
  readonly database: IndexDatabase;
  readonly state: string;
  compared(): ComparedIds;
  datasetRows(): Float64Array;
  positions(name: string, isKept: boolean, make: () => Int32Array): Int32Array;
  column(name: string, isKept: boolean, make: () => Uint8Array): Uint8Array;
}

/**
 * For each example of a run its number in another, -1 without any; `null` where the numbers are the same. They are joined as comparisons
 * join them: by id, and examples with one id by their row, where both runs are over one dataset.
 */
export function joinedExamples(columns: JoinedRun, other: JoinedRun): Int32Array | null {
  const [ours, theirs] = [columns.compared(), other.compared()];
  const hasRows = hasEqualRows(columns, ours) && isOfOneDataset(columns, other);
  if (hasRows) {
    return columns.positions(`places.${other.run.runNo}.${other.state}`, false, () =>
      placesByRow(columns, ours, other, theirs),
    );
  }
  if (ours.digest === theirs.digest) return null;
  return columns.positions(`places.${theirs.digest}`, false, () => placesAmong(textList(ours.ids), textList(theirs.ids)));
}

function placesByRow(columns: JoinedRun, ours: ComparedIds, other: JoinedRun, theirs: ComparedIds): Int32Array {
  const { rows } = alignRuns([scoredRun(columns, ours), scoredRun(other, theirs)]);
  const [of = new Int32Array(), at = new Int32Array()] = rows;
  const places = new Int32Array(textList(ours.ids).length).fill(-1);
  for (const [row, example] of of.entries()) if (example >= 0) places[example] = at[row] ?? -1;
  return places;
}

function scoredRun(columns: JoinedRun, { ids, rows }: ComparedIds): ScoredRun {
  const texts = textList<string>(ids);
  const datasetRows = rowsOfExamples(columns.datasetRows(), rows, texts.length);
  return { runId: columns.run.runId, ids: texts, datasetRows, metrics: new Map() };
}

/** Whether an id is that of several examples: of rows of a dataset that are equal. */
function hasEqualRows(columns: JoinedRun, { ids }: ComparedIds): boolean {
  const make = (): Uint8Array => {
    const texts = textList(ids);
    return Uint8Array.of(texts.some((id, at) => at > 0 && id === texts[at - 1]) ? 1 : 0);
  };
  return columns.column('has equal rows', true, make)[0] === 1;
}

function isOfOneDataset(columns: JoinedRun, other: JoinedRun): boolean {
  const [ours, theirs] = [datasetOf(columns), datasetOf(other)];
  return ours !== null && ours === theirs;
}

/** The hash of the dataset of a job's run. */
function datasetOf({ database, run }: JoinedRun): string | null {
  if (run.source !== 'job') return null;
  const hash = sql<string | null>`metadata ->> '$.dataset_sha256'`.as('dataset');
  return database.first(query.selectFrom('runs').select(hash).where('run_no', '=', run.runNo))?.dataset ?? null;
}
