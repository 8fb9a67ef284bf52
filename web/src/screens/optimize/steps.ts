import type { Schemas } from '../../api/client.ts';

export type Step = Schemas['TrajectoryStep'];

/** What a chart shows that shows the score on the training rows; no metric has this name either. */
export const TRAINING = ' training';

/** What a chart shows that shows no metric of its own: the mean of all. No metric has this name. */
export const ALL_METRICS = '';

/** What a step is called within a sentence. */
export function stepName({ step_index: index, holdout_of: of }: Pick<Step, 'step_index' | 'holdout_of'>): string {
  if (of !== null) return `${stepName({ step_index: of, holdout_of: null })} on held-out rows`;
  return index === 0 ? 'the baseline' : `step ${String(index)}`;
}

/** All metrics that any step has, in the order in which they come. */
export function metricsOf(steps: readonly Step[]): readonly string[] {
  return [...new Set(steps.flatMap(({ metrics }) => Object.keys(metrics)))];
}

/** What a step scored in a metric, or over all of them, which has no interval. */
export function scoredIn(
  { score, metrics, training_score: training }: Step,
  metric: string,
): { readonly mean: number | null; readonly interval: readonly [number, number] | null } {
  if (metric === ALL_METRICS) return { mean: score, interval: null };
  if (metric === TRAINING) return { mean: training, interval: null };
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

/** The steps of the search itself, without the tests on held-out rows. */
export function searchedOf(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ holdout_of: of }) => of === null);
}
