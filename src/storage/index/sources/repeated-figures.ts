import { RunningAggregate } from '../../../evaluation/aggregate.ts';
import { NO_BOUNDS } from '../../../evaluation/score-bounds.ts';
import type { MetricSpread } from '../../../domain/run-of-job.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import type { SpreadFigures } from './foreign-run.ts';

const EXAMPLE_MEANS =
  'SELECT avg(o.score) FROM scores AS o JOIN samples AS s ON s.run_no = o.run_no AND s.pos = o.pos ' +
  'WHERE o.run_no = ? AND o.metric_no = ? AND o.score IS NOT NULL GROUP BY s.id';

const SCORED_EXAMPLES =
  'SELECT count(DISTINCT s.id) FROM samples AS s WHERE s.run_no = ? ' +
  'AND EXISTS (SELECT 1 FROM scores AS o WHERE o.run_no = s.run_no AND o.pos = s.pos AND o.score IS NOT NULL)';

/** How many examples of a run have a score, their means and how they spread, where some of its samples have the same id and so are repeats; nothing where none have. `ofSamples` are the spreads of its samples. */
export function repeatedFigures(
  database: IndexDatabase,
  runNo: number,
  ofSamples: SpreadFigures['spreads'],
): Partial<Pick<SpreadFigures, 'scored' | 'means' | 'spreads'>> {
  const means: [string, number][] = [];
  const spreads: [string, MetricSpread][] = [];
  if (!hasRepeats(database, runNo)) return {};
  const metrics = query.selectFrom('metrics').select(['metric_no', 'name']).where('run_no', '=', runNo).orderBy('metric_no');
  for (const { metric_no: metricNo, name } of database.all(metrics)) {
    const running = new RunningAggregate();
    for (const [mean] of database.values(EXAMPLE_MEANS, runNo, metricNo)) running.add(Number(mean));
    const { mean, sd, n } = running.aggregate;
    if (mean === null) continue;
    means.push([name, mean]);
    spreads.push([name, { ...NO_BOUNDS, ...ofSamples[name], sd, n }]);
  }
  const [[scored] = []] = database.values(SCORED_EXAMPLES, runNo);
  return { scored: Number(scored), means: Object.fromEntries(means), spreads: Object.fromEntries(spreads) };
}

function hasRepeats(database: IndexDatabase, runNo: number): boolean {
  const [[samples, ids] = []] = database.values('SELECT count(*), count(DISTINCT id) FROM samples WHERE run_no = ?', runNo);
  return samples !== ids;
}
