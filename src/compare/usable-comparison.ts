import { UnusableRequestError } from '../domain/errors.ts';
import { comparisonPlan, type ComparisonPlan, type ComparisonRequest } from '../statistics/comparison-request.ts';
import { InvalidComparisonError } from '../statistics/invalid-comparison.ts';

/** The request with its defaults. Throws `unusable_request` where it makes no sense. */
export function usableComparison(request: ComparisonRequest): ComparisonPlan {
  const plan = planOf(request);
  const unknown = [...plan.lowerIsBetter].find((metric) => !plan.metrics.includes(metric));
  if (unknown !== undefined) {
    const compared = plan.metrics.map((metric) => JSON.stringify(metric)).join(', ');
    throw new UnusableRequestError(
      `lower_is_better names ${JSON.stringify(unknown.slice(0, 80))}, which is not compared; compared are ${compared}.`,
    );
  }
  return plan;
}

function planOf(request: ComparisonRequest): ComparisonPlan {
  try {
    return comparisonPlan(request);
  } catch (error) {
    if (error instanceof InvalidComparisonError) throw new UnusableRequestError(error.message, { cause: error });
    throw error;
  }
}
