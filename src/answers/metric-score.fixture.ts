import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import type { ProgrammaticMetric, RawScore, ScoringContext } from '../evaluation/metric.ts';

/** What a metric says of an output; rejects where scoring it fails. */
export async function scoreOf(
  metric: ProgrammaticMetric<boolean>,
  output: unknown,
  reference: JsonValue,
  inputs: JsonObject = {},
): Promise<RawScore<boolean>> {
  const score = metric.score as (context: ScoringContext<unknown>) => RawScore<boolean> | Promise<RawScore<boolean>>;
  return score({ output, reference, inputs, example: { inputs, reference } });
}
