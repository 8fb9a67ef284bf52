import type { JSONSchema7 } from '@ai-sdk/provider';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { LRUCache } from 'lru-cache';
import type { JsonSchema, JsonValue } from '../evaluation/json.ts';
import { ModelError } from '../evaluation/model.ts';
import { strictSchema } from './strict-schema.ts';

/** A schema for structured output, made ready for the wire and for the check of the answer. */
export interface OutputSchema {
  readonly schema: JSONSchema7;
  /** The same for providers with a strict mode, `null` when it can't be had. */
  readonly strict: JSONSchema7 | null;
  /** What does not fit, as one sentence, or `null`. */
  readonly fault: (value: JsonValue) => string | null;
}

const byObject = new WeakMap<JsonSchema, OutputSchema>();
const byText = new LRUCache<string, OutputSchema>({ max: 256 });

/** Prepares a schema once, however often it comes. Throws a `ModelError` when it is no JSON Schema. */
export function outputSchema(schema: JsonSchema): OutputSchema {
  let known = byObject.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema);
  known = byText.get(text) ?? prepared(schema);
  byText.set(text, known);
  byObject.set(schema, known);
  return known;
}

// The dialect is left out: providers need no `$schema`, and the validator would look its address up.
function prepared({ $schema: _dialect, ...schema }: JsonSchema): OutputSchema {
  return { schema, strict: strictSchema(schema), fault: faultFinder(schema) };
}

function faultFinder(schema: JsonSchema): OutputSchema['fault'] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
  try {
    const fits = ajv.compile(schema);
    return (value) => (fits(value) ? null : ajv.errorsText(fits.errors?.slice(0, 5), { dataVar: 'answer', separator: '; ' }));
  } catch (error) {
    throw new ModelError(
      `the output schema is no valid JSON Schema: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
