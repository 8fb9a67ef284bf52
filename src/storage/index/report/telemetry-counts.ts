import type { JobFigures } from '../../../domain/job-figures.ts';
import type { IndexDatabase } from '../index-database.ts';

/** How many trials the model was asked for, and of how many the tokens are not known. */
export function telemetryCounts(
  database: IndexDatabase,
  runNos: readonly number[],
): Pick<JobFigures, 'trialsWithTelemetry' | 'trialsWithoutTokens'> {
  const statement = database.statement(
    'SELECT count(latency) AS n, count(CASE WHEN (input_tokens IS NULL OR output_tokens IS NULL) ' +
      "AND error_kind IS NOT 'provider' THEN latency END) AS missing FROM samples WHERE run_no = ?",
  );
  const counts = runNos.map((runNo) => statement.get(runNo) as { readonly n: number; readonly missing: number });
  return {
    trialsWithTelemetry: counts.reduce((sum, { n }) => sum + n, 0),
    trialsWithoutTokens: counts.reduce((sum, { missing }) => sum + missing, 0),
  };
}
