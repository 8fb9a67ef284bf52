import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import { ColumnCache, keepColumns } from './column-cache.ts';
import { BEING_READ } from '../run-rows.ts';
import { findRunState, type ReadableRun, readableStamp } from './readable-run.ts';
import { RunColumns, SAMPLE_NUMBERS } from './run-columns.ts';
import { runFailures } from './run-failures.ts';
import { samplesOfTags } from './sample-tags.ts';
import { inSnapshot } from './snapshot.ts';

/**
 * Makes the columns of a run that has ended and keeps them in the index, so that nobody has to wait for them. Does nothing for a run
 * that is small, in progress or gone. Throws what the database throws; it can be done again at any time.
 */
export function makeColumns(database: IndexDatabase, run: ReadableRun): void {
  if (findRunState(database, run)?.hasEnded !== true) return;
  keep(database, run, (columns) => columns.compared());
  keep(database, run, (columns) => columns.examples());
  keep(database, run, samplesOfTags);
  for (const name of SAMPLE_NUMBERS) keep(database, run, (columns) => columns.numbers(name));
  keep(database, run, runFailures);
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

/** From so many samples on it takes long enough to be noticed. */
const LARGE = 20_000;

/** A large run that has ended and has no columns yet; `undefined` where there is none. */
export function runWithoutColumns(database: IndexDatabase): ReadableRun | undefined {
  const row = database.first(
    query
      .selectFrom('runs as r')
      .leftJoin('jobs as j', (join) => join.onRef('j.scope', '=', 'r.scope').onRef('j.job_id', '=', 'r.origin'))
      .leftJoin('columns as c', (join) => join.onRef('c.run_no', '=', 'r.run_no').on('c.name', '=', 'rows'))
      .select(['r.run_no', 'r.run_id', 'r.source', 'r.stamp', 'r.digest', 'j.log_inode'])
      .where('r.total_samples', '>=', LARGE)
      .where('r.is_listed', '=', 1)
      .where('r.status', '!=', 'in_progress')
      .where('r.stamp', '!=', BEING_READ)
      .where('c.name', 'is', null)
      .limit(1),
  );
  if (row === undefined) return undefined;
  const { run_no: runNo, run_id: runId, source, log_inode: inode } = row;
  return { runNo, runId, source, file: null, stamp: readableStamp(row, source === 'job' ? inode : null) };
}
