import type { JsonSchema, JsonValue } from '../../evaluation/json.ts';
import { StructuredOutputError } from '../../evaluation/model.ts';
import { schemaCheck } from '../../evaluation/schema-check.ts';
import { type AnswerContent, fillSchema } from './fill-schema.ts';

/** An answer as text and parsed. */
export interface StructuredAnswer {
  readonly content: string;
  readonly parsed: JsonValue;
}

/**
 * Fills the schema and checks the outcome. Throws a `StructuredOutputError` that says what could not be made to fit, and a
 * `ModelError` for what is no JSON Schema.
 */
export function structuredAnswer(modelId: string, schema: JsonSchema, content: AnswerContent): StructuredAnswer {
  const check = schemaCheck(schema);
  const parsed = fillSchema(schema, content);
  const text = JSON.stringify(parsed);
  const fault = check(parsed);
  if (fault !== null)
    throw new StructuredOutputError(`local:${modelId} can't make an answer that fits the schema: ${fault}`, text);
  return { content: text, parsed };
}
