import type { StatisticalTest } from '../statistics/comparison-request.ts';
import type { CompareRequestDto } from './compare-request.dto.ts';
import type { ComparisonSpec } from './compare.service.ts';

/** A request body as the service takes it. Whether the test is a known one is for the statistics to say. */
export function comparisonSpec(body: CompareRequestDto): ComparisonSpec {
  return {
    runIds: body.run_ids,
    clusterBy: body.cluster_by ?? null,
    request: {
      metrics: body.metrics ?? undefined,
      test: body.statistical_test as StatisticalTest | undefined,
      alpha: body.alpha,
      correction: body.correction,
      family: body.family,
      resamples: body.resamples,
      seed: body.seed,
      margin: body.margin,
      missing: body.missing,
      lowerIsBetter: body.lower_is_better,
    },
  };
}
