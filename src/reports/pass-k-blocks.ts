import type { ReportedMetric } from './comparison-report.ts';
import { intervalText, numberText } from './figures.ts';
import { heading, numericColumn, paragraph, type ReportBlock } from './report-block.ts';

/** What the columns of `passKRows` are called. */
export const PASS_K_TITLES = ['run', 'k', 'pass@k', 'interval', 'pass^k', 'interval', 'samples', 'left out'];

/** A row for each run and number of tries; none where it was not asked for. */
export function passKRows({ means }: ReportedMetric): readonly (readonly string[])[] {
  return means.flatMap(({ run_id: runId, pass_k: found }) =>
    (found ?? []).map(({ k, pass_at_k: one, pass_hat_k: all, problems, skipped }) => [
      runId,
      String(k),
      ...[one, all].flatMap((rate) => [numberText(rate?.mean ?? null), intervalText(rate?.interval ?? null)]),
      String(problems),
      String(skipped),
    ]),
  );
}

/** pass@k and pass^k of every run in one metric; nothing where it was not asked for. */
export function passKBlocks(summary: ReportedMetric): readonly ReportBlock[] {
  const rows = passKRows(summary);
  if (rows.length === 0) return [];
  const [run = '', ...figures] = PASS_K_TITLES;
  return [
    heading(3, `“${summary.metric}” in k tries`),
    paragraph({ note: 'pass@k: one of k tries solves a sample; pass^k: all do. Samples with fewer tries are left out.' }),
    { kind: 'table', columns: [{ title: run, isHeader: true }, ...figures.map(numericColumn)], rows },
  ];
}
