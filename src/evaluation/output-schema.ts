import { z } from 'zod';
import type { JsonSchema } from './json.ts';
import { asWritten, nearestNumbers, projectCopy } from './number-forms.ts';
import { type Completion, StructuredOutputError } from './model.ts';

const converted = new WeakMap<z.ZodType, JsonSchema>();

/**
 * The JSON Schema that a model gets: what goes into the schema's transforms, with objects closed, as providers of structured
 * output want it. Throws where zod knows no JSON Schema for a type.
 */
export function outputSchema(schema: z.ZodType | JsonSchema): JsonSchema {
  if (!isObject(schema)) throw new TypeError('schema must be a zod type or a JSON Schema object');
  if (!isZodSchema(schema)) return schema;
  const known = converted.get(schema);
  if (known !== undefined) return known;
  const json = fromZod(schema);
  converted.set(schema, json);
  return json;
}

/** Whether a schema is zod's, of whichever copy of zod 4. */
function isZodSchema(schema: z.ZodType | JsonSchema): schema is z.ZodType {
  return '_zod' in schema;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fromZod(schema: z.ZodType): JsonSchema {
  const { $schema: _draft, ...json } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    reused: 'inline',
    override: closeObject,
  });
  // zod defines `~standard` on the document; the copy holds what is JSON.
  return JSON.parse(JSON.stringify(json)) as JsonSchema;
}

function closeObject({ jsonSchema }: { readonly jsonSchema: { properties?: unknown; additionalProperties?: unknown } }): void {
  if (jsonSchema.properties !== undefined) jsonSchema.additionalProperties ??= false;
}

/** The answer as the schema has it; numbers that it leaves as they are keep all their digits. Throws a `StructuredOutputError` that says what does not fit. */
export async function structuredOutput(schema: z.ZodType | JsonSchema, completion: Completion): Promise<unknown> {
  const { parsed, content } = completion;
  if (parsed === undefined) throw new StructuredOutputError('the model answered without JSON', content);
  const exact = projectCopy(parsed);
  if (!isZodSchema(schema)) return exact;
  const result = await z.safeParseAsync(schema, nearestNumbers(parsed));
  if (result.success) return asWritten(result.data, exact);
  throw new StructuredOutputError(`the answer does not fit the schema: ${z.prettifyError(result.error)}`, content, {
    cause: result.error,
  });
}
