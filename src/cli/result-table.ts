import Table from 'cli-table3';
import type { Aggregate } from '../evaluation/event.ts';
import type { Summary } from '../evaluation/summary.ts';

/** A job's result, with the name that its column gets. */
export interface NamedResult {
  readonly name: string;
  readonly summary: Summary;
}

/** The results of jobs side by side: each metric's mean ± standard deviation over trials, their mean, what failed, and what it took. */
export function resultTable(results: readonly NamedResult[], inColour: boolean): string {
  const metrics = [...new Set(results.flatMap(({ summary }) => Object.keys(summary.per_metric)))].sort();
  const table = new Table({
    head: ['', ...results.map(({ name }) => name)],
    style: inColour ? { head: ['bold'], border: ['dim'] } : { head: [], border: [] },
  });
  for (const metric of metrics)
    table.push(row(metric, results, ({ per_metric: means }) => (means[metric] === undefined ? '–' : spread(means[metric]))));

  // Of one metric it would say the same again.
  if (metrics.length > 1) table.push(row('mean of these', results, ({ overall }) => overall?.mean?.toFixed(3) ?? '–'));
  table.push(
    row('trials', results, ({ trial_count: trials, failure_rate: failed }) => `${trials} (${percent(failed)} failed)`),
    row('scorings', results, (summary) => `${summary.scoring_count} (${percent(summary.scoring_failure_rate)} failed)`),
    row('tokens in / out', results, ({ telemetry }) => `${telemetry.input_tokens} / ${telemetry.output_tokens}`),
    row('model time', results, ({ telemetry }) => `${telemetry.latency.toFixed(2)} s`),
  );
  return table.toString();
}

function row(label: string, results: readonly NamedResult[], cell: (summary: Summary) => string): string[] {
  return [label, ...results.map(({ summary }) => cell(summary))];
}

function spread({ mean, sd, n }: Aggregate): string {
  return mean === null ? `– (n ${n})` : `${mean.toFixed(3)} ± ${(sd ?? 0).toFixed(3)} (n ${n})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
