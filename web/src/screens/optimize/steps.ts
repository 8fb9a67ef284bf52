import type { Schemas } from '../../api/client.ts';

export type Step = Schemas['TrajectoryStep'];

/** What a chart shows that shows no metric of its own: the mean of all. No metric has this name. */
export const ALL_METRICS = '';

/** What a step is called within a sentence. */
export function stepName({ step_index: index }: Pick<Step, 'step_index'>): string {
  return index === 0 ? 'the baseline' : `step ${String(index)}`;
}

/** All metrics that any step has, in the order in which they come. */
export function metricsOf(steps: readonly Step[]): readonly string[] {
  return [...new Set(steps.flatMap(({ metrics }) => Object.keys(metrics)))];
}

/** What a step scored in a metric, or over all of them, which has no interval. */
export function scoredIn(
  { score, metrics }: Step,
  metric: string,
): { readonly mean: number | null; readonly interval: readonly [number, number] | null } {
  if (metric === ALL_METRICS) return { mean: score, interval: null };
  const found = metrics[metric];
  const [low, high] = found?.interval ?? [];
  return { mean: found?.mean ?? null, interval: low === undefined || high === undefined ? null : [low, high] };
}

/** The step that another one is compared with when nobody says: the one before, as the report does. */
export function againstOf(asked: string, step: Step, steps: readonly Step[]): Step | undefined {
  const others = steps.filter((other) => other !== step);
  return (
    others.find(({ step_index: index }) => String(index) === asked) ??
    others.findLast(({ step_index: index }) => index < step.step_index)
  );
}
