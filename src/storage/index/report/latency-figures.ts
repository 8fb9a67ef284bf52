import type { JobFigures, LatencyFigures } from '../../../domain/job-figures.ts';
import { CompensatedSum } from '../../../evaluation/aggregate.ts';
import { quantile } from '../../../statistics/quantile.ts';
import type { IndexDatabase } from '../index-database.ts';

/** How many trials the model was asked for, and of how many the tokens are not known. */
export function telemetryCounts(
  database: IndexDatabase,
  runNos: readonly number[],
): Pick<JobFigures, 'trialsWithTelemetry' | 'trialsWithoutTokens'> {
  const statement = database.statement(
    'SELECT count(latency) AS n, count(CASE WHEN input_tokens IS NULL OR output_tokens IS NULL THEN latency END) AS missing ' +
      'FROM samples WHERE run_no = ?',
  );
  const counts = runNos.map((runNo) => statement.get(runNo) as { readonly n: number; readonly missing: number });
  return {
    trialsWithTelemetry: counts.reduce((sum, { n }) => sum + n, 0),
    trialsWithoutTokens: counts.reduce((sum, { missing }) => sum + missing, 0),
  };
}

/** Latencies of model calls, in seconds; `null` where none is known. Quantiles are exact. */
export function latencyFigures(database: IndexDatabase, runNos: readonly number[]): LatencyFigures | null {
  const values = Float64Array.from(runNos.flatMap((runNo) => latenciesOf(database, runNo))).sort();
  const n = values.length;
  if (n === 0) return null;
  const sum = new CompensatedSum();
  for (const value of values) sum.add(value);
  return { n, mean: sum.value / n, p50: quantile(values, 0.5), p95: quantile(values, 0.95), max: values[n - 1] ?? 0 };
}

function latenciesOf(database: IndexDatabase, runNo: number): number[] {
  const rows = database.values('SELECT latency FROM samples WHERE run_no = ? AND latency IS NOT NULL', runNo);
  return Array.from(rows, ([latency]) => Number(latency));
}
