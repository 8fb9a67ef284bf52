import { move } from 'piscina';
import type { ComparisonReport } from '../reports/comparison-report.ts';
import { comparePlanned } from '../statistics/compare.ts';
import { metricPower } from '../statistics/metric-power.ts';
import { disagreements, scoreDistributions } from '../statistics/score-distributions.ts';
import type { ScoredRun } from '../statistics/scored-run.ts';
import type { ComparisonTask, PowerTask } from './comparison-task.ts';
import { comparisonBody, metricPowerBody } from './comparison-wire.ts';
import type { ComparisonDto } from './comparison.dto.ts';
import { unpackRuns } from './packed-runs.ts';
import type { MetricPowerDto } from './power.dto.ts';
import { jsonText } from '../evaluation/json-text.ts';

const SHOWN_DISAGREEMENTS = 8;

/** The bytes of the answer's JSON, so that the serving thread does not have to make them. */
export function comparisonJson(task: ComparisonTask): unknown {
  return move(new TextEncoder().encode(jsonText(answerOf(task, unpackRuns(task.runs)))));
}

/** What a report of the comparison shows, except the samples' texts. */
export function comparisonReport(task: ComparisonTask): Omit<ComparisonReport, 'samples'> {
  const runs = unpackRuns(task.runs);
  const body = answerOf(task, runs);
  return {
    body,
    distributions: scoreDistributions(runs, body.metrics),
    disagreements: disagreements(runs, body.metrics, SHOWN_DISAGREEMENTS),
  };
}

function answerOf({ plan, context }: ComparisonTask, runs: readonly ScoredRun[]): ComparisonDto {
  return comparisonBody(comparePlanned({ ...plan, runs }), context);
}

/** The plan for each metric. */
export function power({ runs: packed, metrics, question }: PowerTask): MetricPowerDto[] {
  const runs = unpackRuns(packed);
  return metrics.map((metric) => metricPowerBody(metricPower(runs, metric, question)));
}
