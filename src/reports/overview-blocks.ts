import { standing } from './best-sentence.ts';
import type { ReportedComparison, ReportedMetric } from './comparison-report.ts';
import { numberText } from './figures.ts';
import { shortPairTable } from './pair-tables.ts';
import type { Cell, ReportBlock } from './report-block.ts';

/** The result in numbers: of two runs a row a metric, of more of them a row a run with its mean in each metric. */
export function overviewBlocks(body: ReportedComparison): readonly ReportBlock[] {
  const { run_ids: runIds, metric_summaries: metrics } = body;
  if (runIds.length === 2) return shortPairTable(body);
  const columns = [{ title: 'run', isHeader: true }, ...metrics.map(({ metric }) => ({ title: metric }))];
  const rows = runIds.map((runId): readonly Cell[] => [runId, ...metrics.map((summary) => meanCell(summary, runId))]);
  return [{ kind: 'table', look: 'cards', columns, rows }];
}

function meanCell(summary: ReportedMetric, runId: string): Cell {
  const mean = summary.means.find(({ run_id: id }) => id === runId)?.mean ?? null;
  return { spans: [numberText(mean), { note: standing(summary, runId) }], look: 'mean' };
}
