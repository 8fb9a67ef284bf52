import type { FailureCount, JobFigures } from '../../../domain/job-figures.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';

/** How many different failures are told apart. */
const MOST_GROUPS = 500;

interface Group extends FailureCount {
  /** In the order in which they first came. */
  readonly place: number;
}

/** Failures of trials and scorings, by what they say. */
export function failureCounts(
  database: IndexDatabase,
  runNos: readonly number[],
): Pick<JobFigures, 'failures' | 'otherFailures'> {
  const groups = new Map<string, Group>();
  let total = 0;
  for (const runNo of runNos) {
    for (const found of groupsOf(database, runNo)) {
      const key = JSON.stringify([found.metric, found.type, found.message]);
      const known = groups.get(key);
      total += found.count;
      groups.set(key, { ...(known ?? { ...found, place: groups.size }), count: (known?.count ?? 0) + found.count });
    }
  }
  const sorted = [...groups.values()].sort((a, b) => b.count - a.count || a.place - b.place).slice(0, MOST_GROUPS);
  const failures = sorted.map(({ place: _place, ...failure }) => failure);
  return { failures, otherFailures: total - failures.reduce((sum, { count }) => sum + count, 0) };
}

/** Trials before scorings, each kind by the first trial that it happened to. */
function groupsOf(database: IndexDatabase, runNo: number): readonly FailureCount[] {
  const rows = database.all(
    query
      .selectFrom('failures as f')
      .leftJoin('metrics as m', (join) => join.onRef('m.run_no', '=', 'f.run_no').onRef('m.metric_no', '=', 'f.metric_no'))
      .select(({ fn }) => [
        'm.name as metric',
        'f.metric_no as metric_no',
        'f.type as type',
        'f.message as message',
        fn.countAll<number>().as('count'),
        fn.min('f.pos').as('pos'),
      ])
      .where('f.run_no', '=', runNo)
      .groupBy(['f.metric_no', 'f.type', 'f.message'])
      .orderBy('metric_no')
      .orderBy('pos'),
  );
  return rows.map(({ metric, type, message, count, pos }) => {
    const first = database.first(query.selectFrom('samples').select('id').where('run_no', '=', runNo).where('pos', '=', pos));
    return { metric, type, message, count, trialId: first?.id ?? '' };
  });
}
