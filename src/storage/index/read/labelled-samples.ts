import { sql } from 'kysely';
import { UnusableRequestError } from '../../../domain/errors.ts';
import type { HumanLabel, NewLabel } from '../../../domain/label-store.ts';
import { hasFewValues, type HumanLabels } from '../../../statistics/human-labels.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import type { ReadableRun } from './readable-run.ts';
import type { RunColumns } from './run-columns.ts';
import { metricNames } from './run-metrics.ts';
import { isAmong } from './sample-conditions.ts';

/** Rows that a query is given, or gives, at a time. */
const CHUNK = 2_000;

/** Samples that a message names. */
const NAMED = 5;

interface KnownSample {
  readonly pos: number;
  readonly id: string;
  readonly row: number;
  readonly replicate: number;
}

/** The labels with their samples. Throws `unusable_request` for a sample that is not there, is not the only one, or has two labels. */
export function labelledSamples(database: IndexDatabase, run: ReadableRun, labels: readonly NewLabel[]): HumanLabel[] {
  const ids = new Set(labels.flatMap(({ sampleId }) => sampleId ?? []));
  const rows = labels.flatMap(({ sampleId, row }) => (sampleId === null && row !== null ? [row] : []));
  const byId = ids.size === 0 ? new Map<string, KnownSample[]>() : samplesById(database, run.runNo, ids);
  const byRow = samplesByRow(database, run.runNo, rows);
  const found = labels.map((label) => {
    const { sampleId, row } = label;
    return matching(label, (sampleId === null ? byRow.get(row ?? -1) : byId.get(sampleId)) ?? []);
  });
  checkAllThere(run, labels, found);
  checkOnce(labels, found);
  return labels.flatMap(({ value, note }, at) => {
    const [sample] = found[at] ?? [];
    return sample === undefined ? [] : [{ sampleId: sample.id, row: sample.row, replicate: sample.replicate, value, note }];
  });
}

function samplesById(database: IndexDatabase, runNo: number, ids: ReadonlySet<string>): ReadonlyMap<string, KnownSample[]> {
  const found = new Map<string, KnownSample[]>();
  const all = query.selectFrom('samples').select(['pos', 'id', 'row', 'replicate']).where('run_no', '=', runNo);
  for (const sample of database.each(all)) if (ids.has(sample.id)) addTo(found, sample.id, sample);
  return found;
}

function addTo<Key>(lists: Map<Key, KnownSample[]>, key: Key, sample: KnownSample): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [sample]);
  else list.push(sample);
}

function samplesByRow(database: IndexDatabase, runNo: number, rows: Iterable<number>): ReadonlyMap<number, KnownSample[]> {
  const asked = [...new Set(rows)];
  const found = new Map<number, KnownSample[]>();
  for (let at = 0; at < asked.length; at += CHUNK) {
    const some = query.selectFrom('samples').select(['pos', 'id', 'row', 'replicate']).where('run_no', '=', runNo);
    for (const sample of database.all(some.where(isAmong(sql.ref('row'), asked.slice(at, at + CHUNK)))))
      addTo(found, sample.row, sample);
  }
  return found;
}

/** The samples that a label may mean; of several replicates the first, unless it names one. */
function matching({ row, replicate }: NewLabel, samples: readonly KnownSample[]): readonly KnownSample[] {
  const ofRow = samples.filter((sample) => row === null || sample.row === row);
  const wanted = replicate ?? ofRow.reduce((least, sample) => Math.min(least, sample.replicate), Infinity);
  return ofRow.filter((sample) => sample.replicate === wanted);
}

function checkAllThere({ runId }: ReadableRun, labels: readonly NewLabel[], found: readonly (readonly KnownSample[])[]): void {
  const lost = labels.filter((_, at) => found[at]?.length === 0);
  if (lost.length > 0) {
    const what = lost.length === 1 ? '1 label is of a sample' : `${lost.length} labels are of samples`;
    throw refused(`${what} that run ${JSON.stringify(runId)} does not have: ${listed(lost)}`);
  }
  const several = labels.filter((_, at) => (found[at]?.length ?? 0) > 1);
  if (several.length > 0) throw refused(`several samples have the id of a label, name their rows too: ${listed(several)}`);
}

function checkOnce(labels: readonly NewLabel[], found: readonly (readonly KnownSample[])[]): void {
  const seen = new Set<number>();
  const twice = labels.filter((_, at) => seen.size === seen.add(found[at]?.[0]?.pos ?? -1).size);
  if (twice.length > 0) throw refused(`a sample can have one label in a set, and some have more: ${listed(twice)}`);
}

function refused(reason: string): UnusableRequestError {
  return new UnusableRequestError(`Nothing was stored: ${reason}.`);
}

function listed(labels: readonly NewLabel[]): string {
  const names = labels.slice(0, NAMED).map(nameOf).join(', ');
  return labels.length > NAMED ? `${names} and ${labels.length - NAMED} more` : names;
}

function nameOf({ sampleId, row, replicate }: NewLabel): string {
  const parts = [
    sampleId === null ? [] : JSON.stringify(sampleId.slice(0, 80)),
    row === null ? [] : `row ${row}`,
    replicate === null ? [] : `replicate ${replicate}`,
  ];
  return parts.flat().join(' ');
}

/** Where the samples of labels are. A label whose sample is there no more is left out. */
export function labelledPositions(
  { database, run, size }: RunColumns,
  labels: readonly HumanLabel[],
): readonly { readonly pos: number; readonly value: number }[] {
  const byRow = samplesByRow(
    database,
    run.runNo,
    labels.map(({ row }) => row),
  );
  return labels.flatMap(({ sampleId, row, replicate, value }) => {
    const sample = byRow.get(row)?.find((known) => known.id === sampleId && known.replicate === replicate);
    return sample === undefined || sample.pos >= size ? [] : [{ pos: sample.pos, value }];
  });
}

/** The labels beside what the run's metrics say of the same samples. */
export function humanLabels(columns: RunColumns, labels: readonly HumanLabel[]): HumanLabels {
  const { rows: places } = columns.compared();
  const found = labelledPositions(columns, labels);
  const scores = metricNames(columns.database, columns.run).map((name, metricNo) => {
    const column = columns.scores(metricNo);
    const values = Float64Array.from(found, ({ pos }) => column[pos] ?? NaN);
    return [name, { values, isCategorical: hasFewValues(column) }] as const;
  });
  return {
    places: Int32Array.from(found, ({ pos }) => places[pos] ?? -1),
    values: Float64Array.from(found, ({ value }) => value),
    scores: new Map(scores),
  };
}
