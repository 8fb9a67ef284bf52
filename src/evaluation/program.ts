import type { z } from 'zod';
import type { JsonObject, JsonSchema } from './json.ts';
import type { Message } from './model.ts';

/** Options of one completion. */
export interface CompleteOptions {
  /** Sent beside the messages as the system instruction. */
  readonly system?: string;
  /** Temperature and the like; wins over the job's `generation_kwargs` name by name. */
  readonly generation?: JsonObject;
}

/** What a completion without a schema gives. */
export interface TextCompletion {
  readonly output: string;
  /** The same text. */
  readonly text: string;
  /** What the model thought aloud, where its provider shows it. */
  readonly reasoning?: string;
}

/** What a completion with a schema gives. */
export interface StructuredCompletion<Output> {
  /** The model's answer, parsed and checked. */
  readonly output: Output;
  /** The answer as the model wrote it. */
  readonly text: string;
  /** What the model thought aloud, where its provider shows it. */
  readonly reasoning?: string;
}

/**
 * Asks the job's model. A program completes exactly once: the one completion is the trial's telemetry. A call that failed
 * does not count, so a program may ask again after it; a call during or after an answered one is refused.
 *
 * Throws a `ModelError` when the provider gives up, and a `StructuredOutputError` when the answer does not fit the schema.
 */
export interface Complete {
  <Schema extends z.ZodType>(
    prompt: string | readonly Message[],
    options: CompleteOptions & { readonly schema: Schema },
  ): Promise<StructuredCompletion<z.output<Schema>>>;
  <Output = unknown>(
    prompt: string | readonly Message[],
    options: CompleteOptions & { readonly schema: JsonSchema },
  ): Promise<StructuredCompletion<Output>>;
  (prompt: string | readonly Message[], options?: CompleteOptions): Promise<TextCompletion>;
}

/** What the harness hands to a program. */
export interface ProgramContext<Inputs> {
  /** The example's inputs. */
  readonly inputs: Inputs;
  /**
   * Renders the job's prompt template; without variables, with the inputs. A variable that the template uses
   * without being given it is an error that names it.
   */
  readonly render: (variables?: Readonly<Record<string, unknown>>) => string;
  readonly complete: Complete;
  /** Aborts when the job is stopped or the trial's time is up. */
  readonly signal: AbortSignal;
}

/** A program: takes inputs, asks the model once, returns an output. */
export type Program<Inputs = JsonObject, Output = unknown> = (context: ProgramContext<Inputs>) => Promise<Output> | Output;

/**
 * Types a program; returns the function unchanged.
 *
 * @example
 * export const v1 = defineProgram<{ review: string }>(async ({ render, complete }) => {
 *   const { output } = await complete(render(), { schema: z.object({ label: z.enum(['positive', 'negative']) }) });
 *   return output;
 * });
 */
export function defineProgram<Inputs = JsonObject, Output = unknown>(
  program: Program<Inputs, Output>,
): Program<Inputs, Output> {
  return program;
}
