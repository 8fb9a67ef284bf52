import type { JSONSchema7 } from '@ai-sdk/provider';
import type { JsonSchema } from '../evaluation/json.ts';
import { schemaCheck, type SchemaCheck } from '../evaluation/schema-check.ts';
import { strictSchema } from './strict-schema.ts';

/** A schema for structured output, as providers take it. */
export interface ProviderSchema {
  readonly schema: JSONSchema7;
  /** The same for providers with a strict mode; `null` if strict mode can't express it. */
  readonly strict: JSONSchema7 | null;
  readonly check: SchemaCheck;
}

/** Equal schemas have the same check. */
const prepared = new WeakMap<SchemaCheck, ProviderSchema>();

/** Prepares equal schemas once. Throws a `ModelError` if the schema is not a valid JSON Schema. */
export function providerSchema(schema: JsonSchema): ProviderSchema {
  const check = schemaCheck(schema);
  let known = prepared.get(check);
  if (known === undefined) {
    const { $schema: _dialect, ...sent } = schema;
    known = { schema: sent, strict: strictSchema(sent), check };
    prepared.set(check, known);
  }
  return known;
}
