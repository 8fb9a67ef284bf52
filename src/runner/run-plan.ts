import { evaluate } from '../evaluation/evaluate.ts';
import type { EventSink } from '../evaluation/event.ts';
import { optimize } from '../evaluation/optimize.ts';
import type { Summary } from '../evaluation/summary.ts';
import type { PreparedPlan } from './prepared-plan.ts';

/**
 * Does what the plan says, of whichever kind, and gives its summary. `trialTimeoutMs` is for one trial, or one look of a
 * metric; when the signal aborts, it resolves with what there is.
 */
export async function runPlan(
  plan: PreparedPlan,
  trialTimeoutMs: number,
  sink: EventSink,
  signal: AbortSignal,
): Promise<Summary> {
  const { spec, program, template, model, metrics, rows, search } = plan;
  const { repeats, workers, generationKwargs } = spec;
  const evaluation = { program, template, model, metrics, rows, repeats, workers, generationKwargs, trialTimeoutMs };
  if (search === null) return (await evaluate({ ...evaluation, stepIndex: 0 }, sink, signal)).summary();
  const { steps, proposer, programSource } = search;
  const task = { project: spec.project, program: spec.program, source: programSource };
  return (await optimize({ ...evaluation, steps, proposer, task }, sink, signal)).summary();
}
