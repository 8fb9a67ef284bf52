import { sql } from 'kysely';
import type { FailureCount, JobFigures } from '../../../domain/job-figures.ts';
import { failureReason } from '../../../evaluation/failure-reason.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import { isAmong } from '../read/sample-conditions.ts';

/** How many different reasons are told apart. */
const MOST_GROUPS = 500;

/** Failures of trials and scorings by reason: the most frequent first, equally frequent ones in the order of the log. */
export function failureCounts(
  database: IndexDatabase,
  runNos: readonly number[],
): Pick<JobFigures, 'failures' | 'otherFailures'> {
  const groups = groupsOf(database, runNos);
  const total = failureTotal(database, runNos);
  const trialIds = trialIdsOf(
    database,
    runNos,
    groups.map(({ first }) => first),
  );
  const failures = groups.map(({ first, ...group }): FailureCount => {
    const { key, shape } = failureReason(group);
    return { ...group, key, shape, trialId: trialIds.get(first) ?? '' };
  });
  return { failures, otherFailures: total - failures.reduce((sum, { count }) => sum + count, 0) };
}

interface Group extends Omit<FailureCount, 'trialId' | 'key' | 'shape'> {
  /** The number of its first event. */
  readonly first: number;
}

function groupsOf(database: IndexDatabase, runNos: readonly number[]): readonly Group[] {
  return database.all(
    query
      .selectFrom('failures as f')
      .leftJoin('metrics as m', (join) => join.onRef('m.run_no', '=', 'f.run_no').onRef('m.metric_no', '=', 'f.metric_no'))
      // Beside `min`, type and message are those of the first.
      .select(({ fn }) => ['m.name as metric', 'f.type', 'f.message', fn.countAll<number>().as('count')])
      .select(({ fn }) => fn.min('f.seq').as('first'))
      .where(isAmong(sql.ref('f.run_no'), runNos))
      .groupBy(['m.name', 'f.reason'])
      .orderBy('count', 'desc')
      .orderBy('first')
      .limit(MOST_GROUPS),
  );
}

function failureTotal(database: IndexDatabase, runNos: readonly number[]): number {
  const all = query.selectFrom('failures').select(({ fn }) => fn.countAll<number>().as('count'));
  return database.first(all.where(isAmong(sql.ref('run_no'), runNos)))?.count ?? 0;
}

/** The trials that some failures happened to, by the numbers of their events. */
function trialIdsOf(database: IndexDatabase, runNos: readonly number[], seqs: readonly number[]): ReadonlyMap<number, string> {
  const found = database.all(
    query
      .selectFrom('failures as f')
      .innerJoin('samples as s', (join) => join.onRef('s.run_no', '=', 'f.run_no').onRef('s.pos', '=', 'f.pos'))
      .select(['f.seq', 's.id'])
      .where(isAmong(sql.ref('f.run_no'), runNos))
      .where(isAmong(sql.ref('f.seq'), seqs)),
  );
  return new Map(found.map(({ seq, id }) => [seq, id]));
}
