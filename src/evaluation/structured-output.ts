import { z } from 'zod';
import type { JsonSchema } from './json.ts';
import { type Completion, StructuredOutputError } from './model.ts';
import { isZodSchema } from './output-schema.ts';

/** The answer as the schema has it. Throws a `StructuredOutputError` that says what does not fit. */
export async function structuredOutput(schema: z.ZodType | JsonSchema, completion: Completion): Promise<unknown> {
  const { parsed, content } = completion;
  if (parsed === undefined) throw new StructuredOutputError('the model answered without JSON', content);
  if (!isZodSchema(schema)) return parsed;
  const result = await z.safeParseAsync(schema, parsed);
  if (result.success) return result.data;
  throw new StructuredOutputError(`the answer does not fit the schema: ${z.prettifyError(result.error)}`, content, {
    cause: result.error,
  });
}
