import { evaluate } from '../evaluation/evaluate.ts';
import type { EventSink } from '../evaluation/event.ts';
import { optimize } from '../evaluation/optimize.ts';
import type { PreparedPlan } from './prepared-plan.ts';

/**
 * Does what the plan says, whatever its kind. `trialTimeoutMs` limits one trial, or one look of a metric. Resolves early when
 * the signal aborts.
 */
export async function runPlan(plan: PreparedPlan, trialTimeoutMs: number, sink: EventSink, signal: AbortSignal): Promise<void> {
  const { spec, program, template, model, metrics, rows, search } = plan;
  const { repeats, workers, generationKwargs } = spec;
  const evaluation = { program, template, model, metrics, rows, repeats, workers, generationKwargs, trialTimeoutMs };
  if (search === null) {
    await evaluate({ ...evaluation, stepIndex: 0 }, sink, signal);
    return;
  }
  const { steps, proposer, programSource } = search;
  const task = { project: spec.project, program: spec.program, source: programSource };
  await optimize({ ...evaluation, steps, proposer, task }, sink, signal);
}
