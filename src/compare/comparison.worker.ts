import { move } from 'piscina';
import type { ComparisonReport } from '../reports/comparison-report.ts';
import { comparePlanned } from '../statistics/compare.ts';
import { metricPower } from '../statistics/metric-power.ts';
import { disagreements, scoreDistributions } from '../statistics/score-distributions.ts';
import { unitedPlan } from '../statistics/united-plan.ts';
import type { AgreementDto } from './agreement.dto.ts';
import type { AgreementTask } from './agreement-task.ts';
import { agreementBody } from './agreement-wire.ts';
import type { ComparisonTask, PowerTask } from './comparison-task.ts';
import { comparisonBody } from './comparison-wire.ts';
import { unpackRuns } from './packed-runs.ts';
import type { MetricPowerDto } from './power.dto.ts';
import { metricPowerBody } from './power-wire.ts';
import { jsonText } from '../evaluation/json-text.ts';

const SHOWN_DISAGREEMENTS = 8;

/** The bytes of the answer's JSON, so that the serving thread does not have to make them. */
export function comparisonJson(task: ComparisonTask): unknown {
  const { plan, context } = task;
  const body = comparisonBody(comparePlanned(unitedPlan({ ...plan, runs: unpackRuns(task.runs) })), context);
  return move(new TextEncoder().encode(jsonText(body)));
}

/** What a report of the comparison shows, except the samples' texts. */
export function comparisonReport(task: ComparisonTask): Omit<ComparisonReport, 'samples'> {
  const plan = unitedPlan({ ...task.plan, runs: unpackRuns(task.runs) });
  const body = comparisonBody(comparePlanned(plan), task.context);
  const { runs } = plan;
  return {
    body,
    distributions: scoreDistributions(runs, body.metrics),
    disagreements: disagreements(runs, body.metrics, SHOWN_DISAGREEMENTS),
  };
}

/** The plan for each metric. */
export function power({ runs: packed, metrics, question }: PowerTask): MetricPowerDto[] {
  const runs = unpackRuns(packed);
  return metrics.map((metric) => metricPowerBody(metricPower(runs, metric, question)));
}

/** How far the raters agree. */
export function agreement(task: AgreementTask): AgreementDto {
  return agreementBody(task);
}
