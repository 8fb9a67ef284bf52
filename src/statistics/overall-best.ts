import type { MetricReport } from './metric-report.ts';

/**
 * The run that leads most metrics; among those that lead as many, the one with the lowest average rank of means, then the one named
 * first. Null where no metric has a leader.
 */
export function overallBest(metrics: readonly Pick<MetricReport, 'best' | 'means' | 'lowerIsBetter'>[]): string | null {
  const led = metrics.filter(({ best }) => best !== null);
  const runIds = led[0]?.means.map(({ runId }) => runId) ?? [];
  const scored = runIds.map((runId) => {
    const leads = led.filter(({ best }) => best === runId).length;
    return { runId, leads, rank: led.reduce((sum, metric) => sum + rankOf(runId, metric), 0) };
  });
  scored.sort((x, y) => y.leads - x.leads || x.rank - y.rank);
  return scored[0]?.runId ?? null;
}

/** One more than the number of runs with a better mean. */
function rankOf(runId: string, { means, lowerIsBetter }: Pick<MetricReport, 'means' | 'lowerIsBetter'>): number {
  const mine = means.find((entry) => entry.runId === runId)?.mean ?? null;
  if (mine === null) return means.length;
  return 1 + means.filter(({ mean }) => mean !== null && (lowerIsBetter ? mean < mine : mean > mine)).length;
}
