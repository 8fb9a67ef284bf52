import type { MetricPower } from '../statistics/metric-power.ts';
import { repeatGain } from './pair-wire.ts';
import type { MetricPowerDto } from './power.dto.ts';

/** The plan for one metric as the wire has it. */
export function metricPowerBody(found: MetricPower): MetricPowerDto {
  return {
    metric: found.metric,
    observed_samples: found.observedSamples,
    variance: found.variance,
    design_effect: found.designEffect,
    discordance: found.discordance,
    delta: found.delta,
    required_samples: found.requiredSamples,
    required_clusters: found.requiredClusters,
    n: found.n,
    mde: found.minimumDetectableEffect,
    mde_family: found.familyMinimumDetectableEffect,
    achieved_power: found.achievedPower,
    equivalence_power: found.equivalencePower,
    repeats: repeatGain(found.repeats),
    notes: [...found.notes],
  };
}
