import { Ajv2020 } from 'ajv/dist/2020.js';
import { LRUCache } from 'lru-cache';
import type { JsonSchema, JsonValue } from './json.ts';
import { ModelRequestError } from './model.ts';
import { nearestNumbers } from './number-forms.ts';

/** What is wrong with an answer, as one sentence; `null` if it fits the schema. */
export type SchemaCheck = (answer: JsonValue) => string | null;

const byObject = new WeakMap<JsonSchema, SchemaCheck>();
const byText = new LRUCache<string, SchemaCheck>({ max: 256 });

/**
 * The check of a model's answer against a JSON Schema of any dialect. Equal schemas are compiled once. Throws a `ModelRequestError`
 * if the schema is not a valid JSON Schema.
 *
 * @example schemaCheck({ type: 'string' })(5) // 'answer must be string'
 */
export function schemaCheck(schema: JsonSchema): SchemaCheck {
  let known = byObject.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema);
  known = byText.get(text) ?? compiled(schema);
  byText.set(text, known);
  byObject.set(schema, known);
  return known;
}

// Without `$schema`: the validator would look its address up.
function compiled({ $schema: _dialect, ...schema }: JsonSchema): SchemaCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
  try {
    const fits = ajv.compile(schema);
    return (answer) =>
      fits(nearestNumbers(answer)) ? null : ajv.errorsText(fits.errors?.slice(0, 5), { dataVar: 'answer', separator: '; ' });
  } catch (error) {
    throw new ModelRequestError(
      `the output schema is not a valid JSON Schema: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
