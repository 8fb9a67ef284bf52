import { UNKNOWN_PRICE } from '../evaluation/call-cost.ts';
import { judgeModel } from '../evaluation/metric.ts';
import type { PreparedPlan } from './prepared-plan.ts';
import { FieldError, ProjectError } from './project-files.ts';

/**
 * The models of a job of which nobody knows the price, as `provider:model-id`. Throws a `ProjectError` where the job is to have a limit
 * on its cost, which could not be kept then.
 */
export function unpricedModels({ spec, model, metrics, search }: PreparedPlan): readonly string[] {
  const asked = [
    { name: spec.model, model },
    ...metrics.map(({ metric, judge }) => ({ name: judgeModel(metric), model: judge })),
    { name: spec.proposerModel, model: search?.proposer },
  ];
  const unpriced = new Set(asked.flatMap(({ name, model: one }) => (one?.price === UNKNOWN_PRICE ? (name ?? []) : [])));
  if (unpriced.size > 0 && spec.maxCostUsd !== undefined) throw new ProjectError(unkeptLimit([...unpriced], 'max_cost_usd'));
  if (unpriced.size > 0 && spec.budget?.cost_usd !== undefined && search !== null)
    throw new FieldError('budget.cost_usd', unkeptLimit([...unpriced], 'budget.cost_usd'));
  return [...unpriced];
}

function unkeptLimit(models: readonly string[], limit: string): string {
  const price = `the price of ${models.join(', ')} is not known`;
  return `${limit} can't be kept: ${price}. Write it into the file of ASSAY_PRICES, or leave ${limit} out`;
}
