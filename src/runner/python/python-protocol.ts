import { z } from 'zod';
import { parseJson } from '../../evaluation/canonical-json.ts';

const count = z.int().nonnegative();

const scale = z.object({ kind: z.enum(['ordinal', 'range']), values: z.array(z.unknown()) });

/** Where something is defined. */
const place = { name: z.string(), path: z.string(), line: count };

const definition = z.discriminatedUnion('kind', [
  z.object({ ...place, kind: z.literal('program'), calls: z.enum(['one', 'any']) }),
  z.object({
    ...place,
    kind: z.enum(['programmatic', 'llm_judge']),
    options: z.looseObject({ scale }),
  }),
]);

const module = z
  .object({
    definitions: z.array(definition),
    /** The module itself and what it imports of its project. */
    files: z.array(z.string()),
    /** Why it can't be used. */
    error: z.string().nullable(),
  })
  .nullable();

const raised = z.object({
  type: z.string(),
  message: z.string(),
  /** The question that failed and led to it. */
  ask: count.nullable(),
  /** Whether it is the failure of that question itself. */
  isAsked: z.boolean(),
});

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), version: z.string(), isOld: z.boolean() }),
  z.object({ type: z.literal('loaded'), programs: module, metrics: module }),
  z.object({
    type: z.literal('ask'),
    call: count,
    ask: count,
    what: z.enum(['render', 'complete']),
    variables: z.record(z.string(), z.unknown()).optional(),
    prompt: z.unknown().optional(),
    options: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({
    type: z.literal('returned'),
    call: count,
    value: z.unknown().optional(),
    /** In the place of a value: a number that JSON can't hold. */
    number: z.enum(['NaN', 'Infinity', '-Infinity']).optional(),
  }),
  z.object({ type: z.literal('raised'), call: count, error: raised }),
  z.object({ type: z.literal('source'), text: z.string() }),
  z.object({ type: z.literal('pong') }),
]);

/** From the Python process. A project's code can send anything, so what is in a message is a claim. */
export type PythonMessage = z.infer<typeof messageSchema>;

/** What a module in Python defines, as far as Python knows. */
export type PythonModule = NonNullable<Extract<PythonMessage, { type: 'loaded' }>['programs']>;

export type PythonDefinition = z.infer<typeof definition>;

export type Raised = z.infer<typeof raised>;

/** To the Python process. */
export type PythonOrder =
  | { readonly type: 'load'; readonly folder: string; readonly programs: string | null; readonly metrics: string | null }
  | { readonly type: 'source'; readonly name: string }
  | {
      readonly type: 'call';
      readonly call: number;
      readonly what: 'programs' | 'metrics';
      readonly name: string;
      /** What it may ask for by its parameters. */
      readonly given: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'cancel'; readonly call: number }
  | { readonly type: 'answer'; readonly ask: number; readonly value: unknown }
  | {
      readonly type: 'answer';
      readonly ask: number;
      readonly error: { readonly type: string; readonly message: string };
    }
  | { readonly type: 'ping' };

/** A line of the Python process as a message, with all digits of its numbers; `null` if it is not one. */
export function messageOf(line: string): PythonMessage | null {
  try {
    return messageSchema.safeParse(parseJson(line)).data ?? null;
  } catch {
    return null;
  }
}
