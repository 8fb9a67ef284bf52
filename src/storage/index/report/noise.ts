import type { JobFigures, PooledNoise } from '../../../domain/job-figures.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';

/** For each metric of a run how much its scores differ between the trials of an example, and between the looks at a trial. */
export function noiseOf(database: IndexDatabase, runNo: number, isRepeated: boolean): JobFigures['noise'] {
  const metrics = database.all(
    query.selectFrom('metrics').select(['metric_no', 'name']).where('run_no', '=', runNo).orderBy('metric_no'),
  );
  return metrics.map(({ metric_no: metricNo, name }) => ({
    metric: name,
    trials: isRepeated ? trialNoise(database, runNo, metricNo) : null,
    looks: lookNoise(database, runNo, metricNo),
  }));
}

/** Between an example's trials, each by the mean of its looks; an example is a row of the dataset. */
function trialNoise(database: IndexDatabase, runNo: number, metricNo: number): PooledNoise | null {
  const rows = database.values(
    'SELECT sample."row", score.score FROM scores AS score ' +
      'JOIN samples AS sample ON sample.run_no = score.run_no AND sample.pos = score.pos ' +
      'WHERE score.run_no = ? AND score.metric_no = ? AND score.score IS NOT NULL ORDER BY score.pos',
    runNo,
    metricNo,
  );
  const examples = new Map<number, { n: number; mean: number }>();
  let squares = 0;
  let degreesOfFreedom = 0;
  for (const [row, value] of rows) {
    const score = Number(value);
    const example = examples.get(Number(row)) ?? { n: 0, mean: 0 };
    const before = example.mean;
    example.n += 1;
    example.mean += (score - before) / example.n;
    examples.set(Number(row), example);
    if (example.n > 1) degreesOfFreedom += 1;
    squares += example.n > 1 ? (score - before) * (score - example.mean) : 0;
  }
  return pooled(squares, degreesOfFreedom);
}

function lookNoise(database: IndexDatabase, runNo: number, metricNo: number): PooledNoise | null {
  const row = database
    .statement('SELECT sum(m2) AS squares, sum(n - 1) AS freedom FROM scores WHERE run_no = ? AND metric_no = ? AND n > 1')
    .get(runNo, metricNo);
  return pooled(Number(row?.squares ?? 0), Number(row?.freedom ?? 0));
}

/** `null` where no group has two values. */
function pooled(squares: number, degreesOfFreedom: number): PooledNoise | null {
  if (degreesOfFreedom === 0) return null;
  return { sd: Math.sqrt(Math.max(0, squares) / degreesOfFreedom), degreesOfFreedom };
}
