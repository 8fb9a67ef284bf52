import type { SampleDetail, SamplePlace } from '../../../domain/sample-query.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import { placedSamples } from './placed-samples.ts';
import type { ReadableRun } from './readable-run.ts';

/** The sample of a row, by default its first replicate; `undefined` where there is none. */
export function sampleDetail(
  database: IndexDatabase,
  run: ReadableRun,
  { row, replicate }: { readonly row: number; readonly replicate: number | undefined },
): SampleDetail | undefined {
  const found = positionOf(database, run.runNo, row, replicate);
  if (found === undefined) return undefined;
  const [sample] = placedSamples(database, run, [found.pos], { hasEvents: true, differences: null });
  if (sample === undefined) return undefined;
  const place = { row: found.row, replicate: found.replicate };
  return {
    sample,
    previous: neighbour(database, run.runNo, place, 'previous'),
    next: neighbour(database, run.runNo, place, 'next'),
  };
}

function positionOf(
  database: IndexDatabase,
  runNo: number,
  row: number,
  replicate: number | undefined,
): (SamplePlace & { readonly pos: number }) | undefined {
  let samples = query
    .selectFrom('samples')
    .select(['row', 'replicate', 'pos'])
    .where('run_no', '=', runNo)
    .where('row', '=', row);
  if (replicate !== undefined) samples = samples.where('replicate', '=', replicate);
  return database.first(samples.orderBy('replicate').orderBy('pos').limit(1));
}

function neighbour(
  database: IndexDatabase,
  runNo: number,
  { row, replicate }: SamplePlace,
  which: 'previous' | 'next',
): SamplePlace | null {
  const [beyond, direction] = which === 'next' ? (['>', 'asc'] as const) : (['<', 'desc'] as const);
  const samples = query.selectFrom('samples').select(['row', 'replicate']).where('run_no', '=', runNo);
  const inRow = samples.where('row', '=', row).where('replicate', beyond, replicate).orderBy('replicate', direction).limit(1);
  const inOther = samples.where('row', beyond, row).orderBy('row', direction).orderBy('replicate', direction).limit(1);
  return database.first(inRow) ?? database.first(inOther) ?? null;
}
