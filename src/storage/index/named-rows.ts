import { type RawBuilder, sql } from 'kysely';
import type { NameReading } from '../../domain/names.ts';
import type { IndexDatabase } from './index-database.ts';
import { query } from './index-schema.ts';
import { compiledSql } from './read/compiled-sql.ts';
import { isShown } from './run-page.ts';

/** After every character of an id, in the order of the index. */
const LAST = '\u{10ffff}';

/** A job, or a run that no job of ours made. */
export interface NamedRow {
  readonly source: 'job' | 'import' | 'themis';
  readonly id: string;
  readonly name: string;
  readonly label: string | null;
}

/** The jobs whose id begins with a text, at most `limit`. */
export function jobsByPrefix(database: IndexDatabase, scope: string, prefix: string, limit: number): readonly NamedRow[] {
  return database.all(
    compiledSql(
      sql<NamedRow>`${JOB} where scope = ${scope} and job_id >= ${prefix} and job_id < ${prefix + LAST}
        order by job_id limit ${limit}`,
    ),
  );
}

/** The jobs that have a label, the newest first, at most `limit`. */
export function jobsByLabel(database: IndexDatabase, scope: string, label: string, limit: number): readonly NamedRow[] {
  return database.all(
    compiledSql(sql<NamedRow>`${JOB} where scope = ${scope} and label = ${label} ${NEWEST_JOBS} limit ${limit}`),
  );
}

/** The runs from elsewhere that have a label, the newest first, at most `limit`. */
export function foreignByLabel(database: IndexDatabase, scope: string, label: string, limit: number): readonly NamedRow[] {
  return database.all(
    compiledSql(
      sql<NamedRow>`${FOREIGN} where label = ${label} and source <> 'job' and scope = '' and ${isShown(scope)} ${NEWEST_RUNS} limit ${limit}`,
    ),
  );
}

/** Jobs in the order of their list, from a place on. */
export function newestJobs(database: IndexDatabase, scope: string, { offset, limit }: Slice): readonly NamedRow[] {
  return database.all(compiledSql(sql<NamedRow>`${JOB} where scope = ${scope} ${NEWEST_JOBS} limit ${limit} offset ${offset}`));
}

/** Jobs and runs from elsewhere in the order of the list of results, from a place on. */
export function newestResults(database: IndexDatabase, scope: string, { offset, limit }: Slice): readonly NamedRow[] {
  const most = offset + limit;
  // What is passed over is read from the indexes alone.
  const jobs = sql`select 'job' as source, job_id as id, instant, started_at from jobs where scope = ${scope} ${NEWEST_JOBS} limit ${most}`;
  const foreign = sql`select source, run_id as id, instant, created_at as started_at from runs
    where scope = '' and ${isShown(scope)} ${NEWEST_RUNS} limit ${most}`;
  const placed = sql`select * from (select * from (${jobs}) union all select * from (${foreign}))
    order by instant desc, started_at desc, id desc, source limit ${limit} offset ${offset}`;
  return database.all(
    compiledSql(
      sql<NamedRow>`select source, id, ${ofPlaced(scope, 'name')} as name, ${ofPlaced(scope, 'label')} as label
        from (${placed}) as placed`,
    ),
  );
}

function ofPlaced(scope: string, column: 'name' | 'label'): RawBuilder<unknown> {
  const name = sql.ref(column);
  return sql`iif(source = 'job', (select ${name} from jobs where scope = ${scope} and job_id = placed.id),
    (select ${name} from runs where run_id = placed.id and scope = '' and runs.source = placed.source))`;
}

/** The best step of a search that has ended; `null` where none has a score. */
export function bestStepOf(database: IndexDatabase, scope: string, jobId: string): number | null {
  const job = query.selectFrom('jobs').select('best_step').where('scope', '=', scope).where('job_id', '=', jobId);
  return database.first(job)?.best_step ?? null;
}

/** All that a reading may mean, each once: at most `limit` of each kind, so that more than one is known to be. */
export function meaningsOf(
  database: IndexDatabase,
  scope: string,
  { label, prefix, back, stepIndex }: NameReading,
  { limit, hasForeign }: { readonly limit: number; readonly hasForeign: boolean },
): readonly NamedRow[] {
  const newestRows = hasForeign ? newestResults : newestJobs;
  const found = [
    ...(prefix === null ? [] : jobsByPrefix(database, scope, prefix, limit)),
    ...jobsByLabel(database, scope, label, limit),
    ...(hasForeign && stepIndex === null ? foreignByLabel(database, scope, label, limit) : []),
    ...(back === null ? [] : newestRows(database, scope, { offset: back, limit: 1 })),
  ];
  return [...new Map(found.map((row) => [row.id, row])).values()];
}

interface Slice {
  readonly offset: number;
  readonly limit: number;
}

const JOB = sql`select 'job' as source, job_id as id, name, label, instant, started_at from jobs`;

const FOREIGN = sql`select source, run_id as id, name, label, instant, created_at as started_at from runs`;

const NEWEST_JOBS = sql`order by instant desc, started_at desc, job_id desc`;

const NEWEST_RUNS = sql`order by instant desc, created_at desc, run_id desc`;
