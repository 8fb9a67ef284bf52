import Table from 'cli-table3';
import type { StepOutcome, Summary } from '../evaluation/summary.ts';
import { difference, scoreText, stepName } from './step-lines.ts';

/** The steps of an optimize job, each with its score, the difference to the baseline and the mean of every metric; ★ is the best. */
export function stepTable({ steps = [], best_step: best = null }: Summary, inColour: boolean): string {
  const metrics = [...new Set(steps.flatMap(({ summary }) => Object.keys(summary.per_metric)))].sort();
  const table = new Table({
    head: ['', 'score', 'Δ', ...metrics, 'failed'],
    style: inColour ? { head: ['bold'], border: ['dim'] } : { head: [], border: [] },
  });
  const baseline = steps.find(({ step_index: index }) => index === 0)?.score ?? null;
  for (const step of steps) table.push(row(step, baseline, best, metrics));
  return table.toString();
}

function row(step: StepOutcome, baseline: number | null, best: StepOutcome | null, metrics: readonly string[]): string[] {
  const { step_index: index, score, summary } = step;
  return [
    `${stepName(index)}${index === best?.step_index ? ' ★' : ''}`,
    scoreText(score),
    index === 0 ? '' : difference(score, baseline),
    ...metrics.map((metric) => scoreText(summary.per_metric[metric]?.mean ?? null)),
    `${(summary.failure_rate * 100).toFixed(1)} %`,
  ];
}

/** What all the steps together took, in a line. */
export function stepTotals({ trial_count: trials, scoring_count: scorings, telemetry }: Summary): string {
  const tokens = `${String(telemetry.input_tokens)} / ${String(telemetry.output_tokens)} tokens in / out`;
  return `In all ${String(trials)} trials, ${String(scorings)} scorings, ${tokens}, ${telemetry.latency.toFixed(2)} s of model time`;
}
