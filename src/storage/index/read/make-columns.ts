import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import { ColumnCache, keepColumns } from './column-cache.ts';
import { findRunState, type ReadableRun } from './readable-run.ts';
import { RunColumns, SAMPLE_NUMBERS } from './run-columns.ts';
import { inSnapshot } from './snapshot.ts';

/**
 * Makes the columns of a run that has ended and keeps them in the index, so that nobody has to wait for them. Does nothing for a run
 * that is small, in progress or gone. Throws what the database throws; it can be done again at any time.
 */
export function makeColumns(database: IndexDatabase, run: ReadableRun): void {
  if (findRunState(database, run)?.hasEnded !== true) return;
  keep(database, run, (columns) => columns.compared());
  for (const name of SAMPLE_NUMBERS) keep(database, run, (columns) => columns.numbers(name));
  const metrics = query.selectFrom('metrics').select('metric_no').where('run_no', '=', run.runNo);
  for (const { metric_no: metricNo } of database.all(metrics)) keep(database, run, (columns) => columns.scores(metricNo));
}

/** One after another, so that no more than one is in memory. */
function keep(database: IndexDatabase, run: ReadableRun, make: (columns: RunColumns) => unknown): void {
  const cache = new ColumnCache();
  inSnapshot(database, () => make(new RunColumns(database, run, cache)));
  const made = cache.takeMade();
  if (made.length > 0) keepColumns(database, made);
}
