import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import type { ProgrammaticMetric, RawScore, ScoringContext } from '../evaluation/metric.ts';
import type { ScaleValue } from '../evaluation/scale.ts';

/** The score that a metric gives an output; rejects if scoring fails. */
export async function scoreOf<Raw extends ScaleValue>(
  metric: ProgrammaticMetric<Raw>,
  output: unknown,
  reference: JsonValue,
  inputs: JsonObject = {},
): Promise<RawScore<Raw>> {
  const score = metric.score as (context: ScoringContext<unknown>) => RawScore<Raw> | Promise<RawScore<Raw>>;
  return score({ output, reference, inputs, example: { inputs, reference } });
}

/** The value alone that a metric gives an output; rejects if scoring fails. */
export async function rawOf<Raw extends ScaleValue>(
  metric: ProgrammaticMetric<Raw>,
  output: unknown,
  reference: JsonValue,
): Promise<ScaleValue> {
  const score = await scoreOf(metric, output, reference);
  return typeof score === 'object' ? score.raw : score;
}
