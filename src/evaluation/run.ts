import { evaluate, type EvaluationOutcome, type EvaluationPlan } from './evaluate.ts';
import type { EventSink } from './event.ts';

/** An evaluation without metrics. */
export type RunPlan = Omit<EvaluationPlan, 'metrics' | 'stepIndex'>;

/** Runs the program on every row; as `evaluate`, with nothing scored. */
export async function run(plan: RunPlan, sink: EventSink, signal: AbortSignal): Promise<EvaluationOutcome> {
  return evaluate({ ...plan, metrics: [], stepIndex: 0 }, sink, signal);
}
