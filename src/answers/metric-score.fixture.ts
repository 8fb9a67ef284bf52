import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import type { ProgrammaticMetric, RawScore, ScoringContext } from '../evaluation/metric.ts';

/** The score that a metric gives an output; rejects if scoring fails. */
export async function scoreOf(
  metric: ProgrammaticMetric<boolean>,
  output: unknown,
  reference: JsonValue,
  inputs: JsonObject = {},
): Promise<RawScore<boolean>> {
  const score = metric.score as (context: ScoringContext<unknown>) => RawScore<boolean> | Promise<RawScore<boolean>>;
  return score({ output, reference, inputs, example: { inputs, reference } });
}
