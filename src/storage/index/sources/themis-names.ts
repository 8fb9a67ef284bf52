import { sql, type SqlBool } from 'kysely';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import { searchText } from '../run-rows.ts';
import { secondNameOf } from './themis-folder.ts';

/**
 * Gives the runs that Themis wrote their ids: their own, which is their name too. Where several have one, the first experiment's
 * keeps it and the others are `<experiment>/<folder>`; those that are hidden don't count. Call it whenever a run is shown, hidden or gone, with its name before and after; without names
 * for all.
 */
export function nameThemisRuns(database: IndexDatabase, names?: readonly string[]): void {
  const taken = new Set<string>();
  const runs = doubtfulRuns(database, names).sort((a, b) => (a.origin < b.origin ? -1 : 1));
  for (const { run_no: runNo, run_id: before, origin, name, ...row } of runs) {
    const runId = taken.has(name) ? secondNameOf(origin) : name;
    taken.add(name);
    if (runId === before) continue;
    const search = searchText(runId, name, row.experiment_id, row.model, row.dataset);
    database.run(query.updateTable('runs').set({ run_id: runId, search }).where('run_no', '=', runNo));
  }
}

/** Shown runs of these names; without names, those that share theirs with another or have another id by now. */
function doubtfulRuns(
  database: IndexDatabase,
  names: readonly string[] | undefined,
): {
  run_no: number;
  run_id: string;
  origin: string;
  name: string;
  experiment_id: string;
  model: string | null;
  dataset: string | null;
}[] {
  const isThemis = sql<SqlBool>`scope = '' and source = 'themis'`;
  const isHidden = sql`select 1 from hidden where hidden.hide_key = runs.hide_key and hidden.stamp in ('', runs.stamp)`;
  const shared = sql`select name from runs where ${isThemis} group by name having count(*) > 1`;
  return database.all(
    query
      .selectFrom('runs')
      .select(['run_no', 'run_id', 'origin', 'name', 'experiment_id', 'model', 'dataset'])
      .where(isThemis)
      .where(sql<SqlBool>`not exists (${isHidden})`)
      .where(
        names === undefined
          ? sql<SqlBool>`(run_id <> name or name in (${shared}))`
          : sql<SqlBool>`name in (${sql.join(names)})`,
      ),
  );
}
