import { move } from 'piscina';
import { compareRuns } from '../statistics/compare.ts';
import { disagreements, scoreDistributions } from '../statistics/score-distributions.ts';
import type { ComparisonFindings, ComparisonTask } from './comparison-task.ts';
import { comparisonBody } from './comparison-wire.ts';
import { metricPower } from './metric-power.ts';
import { unpackRuns } from './packed-runs.ts';
import type { PowerTask } from './power-task.ts';
import type { MetricPowerDto } from './power.dto.ts';

const SHOWN_DISAGREEMENTS = 8;

/** The bytes of the answer's JSON, so that the thread that serves need not make them. */
export function comparisonJson({ runs, request, context }: ComparisonTask): unknown {
  const report = compareRuns({ ...request, runs: unpackRuns(runs) });
  return move(new TextEncoder().encode(JSON.stringify(comparisonBody(report, context))));
}

/** What a report of the comparison shows. */
export function comparisonFindings({ runs: packed, request, context }: ComparisonTask): ComparisonFindings {
  const runs = unpackRuns(packed);
  const body = comparisonBody(compareRuns({ ...request, runs }), context);
  return {
    body,
    distributions: scoreDistributions(runs, body.metrics),
    disagreements: disagreements(runs, body.metrics, SHOWN_DISAGREEMENTS),
  };
}

export function power({ runs: packed, metrics, ...question }: PowerTask): MetricPowerDto[] {
  const runs = unpackRuns(packed);
  return metrics.map((metric) => metricPower(runs, metric, { metrics, ...question }));
}
