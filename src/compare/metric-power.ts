import { type ObservedVariance, pairVariance, runVariance } from '../statistics/observed-variance.ts';
import { type PowerAnswer, powerPlan } from '../statistics/power.ts';
import type { ScoredRun } from '../statistics/scored-run.ts';
import type { PowerTask } from './power-task.ts';
import type { MetricPowerDto } from './power.dto.ts';

/** The plan for one metric, as the wire has it. */
export function metricPower(runs: readonly ScoredRun[], metric: string, task: Omit<PowerTask, 'runs'>): MetricPowerDto {
  const { rates, delta } = task;
  const observed = observedVariance(runs, metric, task);
  const n = task.n ?? observed.samples;
  const plan = powerPlan(observed.variance ?? 0, { delta, n, rates });
  return {
    metric,
    observed_samples: observed.samples,
    variance: observed.variance,
    design_effect: observed.designEffect,
    delta,
    required_samples: plan.requiredSamples,
    n,
    mde: plan.minimumDetectableEffect,
    achieved_power: plan.achievedPower,
    notes: notes(observed, plan, task),
  };
}

function observedVariance(
  runs: readonly ScoredRun[],
  metric: string,
  { clustered, correlation, rates: { alpha } }: Omit<PowerTask, 'runs'>,
): ObservedVariance {
  const [a, b] = runs;
  const options = { metric, clustered, alpha };
  if (a === undefined) return { samples: 0, variance: null, designEffect: null };
  return b === undefined ? runVariance(a, correlation, options) : pairVariance([a, b], options);
}

function notes({ samples, variance }: ObservedVariance, plan: PowerAnswer, { delta }: Omit<PowerTask, 'runs'>): string[] {
  if (samples < 2) return [`${samples} scored samples tell nothing about variance; score more first.`];
  if (variance === null) return ['The samples are in one cluster, or do not vary: their clusters tell nothing about variance.'];
  if (variance === 0) return ['The scores do not vary, so nothing can be planned from them.'];
  const rough = samples < 30 ? [`The variance was seen on ${samples} samples only and may be far off.`] : [];
  const endless =
    delta !== null && plan.requiredSamples === null
      ? ['No number of samples that can be counted finds so small a difference.']
      : [];
  return [...rough, ...endless];
}
