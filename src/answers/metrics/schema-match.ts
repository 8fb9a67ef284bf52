import type { z } from 'zod';
import type { JsonSchema } from '../../evaluation/json.ts';
import { MetricError, programmaticMetric, type ProgrammaticMetric } from '../../evaluation/metric.ts';
import { outputSchema } from '../../evaluation/output-schema.ts';
import { ordinal } from '../../evaluation/scale.ts';
import { schemaCheck } from '../../evaluation/schema-check.ts';
import { isNoJson, jsonOf } from './json-match.ts';

export interface SchemaMatchOptions {
  /** A zod type or a JSON Schema (2020-12; `format` is not checked). By default each row's reference is a JSON Schema. */
  readonly schema?: z.ZodType | JsonSchema;
  /** What the metric measures, in one sentence. */
  readonly description?: string;
  /** Picks what is checked out of a program's output. By default the output itself; a text is read as JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may read any output
  readonly value?: (output: any) => unknown;
}

/**
 * A metric: does the output fit a JSON Schema? Of a zod type the JSON Schema that models get is checked. A text that is no JSON scores `false`. Throws a
 * `MetricError` when the schema can't be used.
 *
 * @example export const is_a_ticket = schemaMatch({ schema: z.object({ topic: z.string(), urgency: z.int() }) });
 */
export function schemaMatch(options: SchemaMatchOptions = {}): ProgrammaticMetric<boolean> {
  const fixed = options.schema === undefined ? null : fixedCheck(options.schema);
  return programmaticMetric<unknown, unknown, unknown, boolean>({
    description: options.description ?? 'The output fits the JSON Schema.',
    scale: ordinal([false, true]),
    score: ({ output, reference }) => {
      const value = jsonOf(options.value === undefined ? output : options.value(output));
      if (isNoJson(value)) return { raw: false, reason: 'the output is no JSON' };
      const fault = (fixed ?? schemaCheck(referenceSchema(reference)))(value);
      return { raw: fault === null, reason: fault ?? 'fits' };
    },
  });
}

function fixedCheck(schema: z.ZodType | JsonSchema): ReturnType<typeof schemaCheck> {
  try {
    return schemaCheck(outputSchema(schema));
  } catch (error) {
    throw new MetricError(`schemaMatch: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function referenceSchema(reference: unknown): JsonSchema {
  if (typeof reference === 'object' && reference !== null && !Array.isArray(reference)) return reference as JsonSchema;
  throw new TypeError('the reference must be a JSON Schema, unless the metric has the option schema');
}
