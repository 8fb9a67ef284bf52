import type { JobFigures, PooledNoise } from '../../../domain/job-figures.ts';
import type { IndexDatabase } from '../index-database.ts';
import type { RunColumns } from '../read/run-columns.ts';
import { metricNames } from '../read/run-metrics.ts';

/**
 * For each metric of a run how much its scores differ between the trials of an example, and between the looks at a trial. `examples`
 * has the example of each trial; `null` where each has one trial.
 */
export function noiseOf(columns: RunColumns, examples: Int32Array | null): JobFigures['noise'] {
  const { database, run } = columns;
  return metricNames(database, run).map((metric, metricNo) => ({
    metric,
    trials: examples === null ? null : trialNoise(columns.scores(metricNo), examples),
    looks: lookNoise(database, run.runNo, metricNo),
  }));
}

/** Between an example's trials, each by the mean of its looks (Welford 1962). */
function trialNoise(scores: Float64Array, examples: Int32Array): PooledNoise | null {
  const counts = new Uint32Array(examples.length);
  const means = new Float64Array(examples.length);
  let squares = 0;
  let degreesOfFreedom = 0;
  for (let pos = 0; pos < scores.length; pos += 1) {
    const score = scores[pos] ?? NaN;
    if (Number.isNaN(score)) continue;
    const example = examples[pos] ?? 0;
    const n = (counts[example] ?? 0) + 1;
    const before = means[example] ?? 0;
    const mean = before + (score - before) / n;
    counts[example] = n;
    means[example] = mean;
    if (n === 1) continue;
    degreesOfFreedom += 1;
    squares += (score - before) * (score - mean);
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
