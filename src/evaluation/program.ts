import type { z } from 'zod';
import type { JsonObject, JsonSchema } from './json.ts';
import type { ToolCall, ToolChoice } from './model.ts';
import type { PromptMessage } from './prompt-messages.ts';
import type { ToolDefinition } from './tools.ts';

/** Options of one completion. */
export interface CompleteOptions {
  /** Sent beside the messages as the system instruction. */
  readonly system?: string;
  /** Temperature and the like; wins over the job's `generation_kwargs` name by name. */
  readonly generation?: JsonObject;
}

/** Tools that the model may ask for, by name. Calling them, and telling the model what they gave, is up to the program. */
export interface ToolOptions {
  readonly tools: Readonly<Record<string, ToolDefinition>>;
  /** `'auto'`, the provider's default, lets the model choose; `'required'` makes it ask for one; `'none'` has it answer. */
  readonly toolChoice?: ToolChoice;
}

/** What a completion with tools gives. */
export interface ToolCompletion extends TextCompletion {
  /** What the model asks to be called, empty where it answers; the text may be empty then. The arguments are not checked. */
  readonly toolCalls: readonly ToolCall[];
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
 * does not count, so a program may ask again after it; a call during or after an answered one is refused. One that is defined with
 * `calls: 'any'` asks as often as it needs, also several times at once, and every call is telemetry.
 *
 * Throws a `ModelError` when the provider gives up, and a `StructuredOutputError` when the answer does not fit the schema.
 */
export interface Complete {
  <Schema extends z.ZodType>(
    prompt: string | readonly PromptMessage[],
    options: CompleteOptions & { readonly schema: Schema },
  ): Promise<StructuredCompletion<z.output<Schema>>>;
  <Output = unknown>(
    prompt: string | readonly PromptMessage[],
    options: CompleteOptions & { readonly schema: JsonSchema },
  ): Promise<StructuredCompletion<Output>>;
  (prompt: string | readonly PromptMessage[], options: CompleteOptions & ToolOptions): Promise<ToolCompletion>;
  (prompt: string | readonly PromptMessage[], options?: CompleteOptions): Promise<TextCompletion>;
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

/** A program: takes inputs, asks the model once, or as `ProgramOptions` say, and returns an output. */
export type Program<Inputs = JsonObject, Output = unknown> = (context: ProgramContext<Inputs>) => Promise<Output> | Output;

/** How often a program asks its model: exactly once, or as often as it needs, which may be not at all. */
type ProgramCalls = 'one' | 'any';

export interface ProgramOptions {
  /** Default `'one'`: a program that asks twice, or not at all, is a failed trial that says so. */
  readonly calls?: ProgramCalls;
}

/** How a program is defined, even across two copies of Assay. */
const CALLS = Symbol.for('assay.program.calls');

/** Whether a program may ask its model as often as it needs. */
export function mayAskAnyTimes(program: Program): boolean {
  return (program as { readonly [CALLS]?: unknown })[CALLS] === 'any';
}

/**
 * Types a program. Throws a `TypeError` that names the option which can't be used.
 *
 * @example
 * export const v1 = defineProgram<{ review: string }>(async ({ render, complete }) => {
 *   const { output } = await complete(render(), { schema: z.object({ label: z.enum(['positive', 'negative']) }) });
 *   return output;
 * });
 * @example
 * export const agent = defineProgram<{ question: string }>({ calls: 'any' }, async ({ inputs, complete }) => {
 *   const plan = await complete(`How would you find out: ${inputs.question}`);
 *   return (await complete(`${plan.text}\n\nNow answer: ${inputs.question}`)).text;
 * });
 */
export function defineProgram<Inputs = JsonObject, Output = unknown>(program: Program<Inputs, Output>): Program<Inputs, Output>;
export function defineProgram<Inputs = JsonObject, Output = unknown>(
  options: ProgramOptions,
  program: Program<Inputs, Output>,
): Program<Inputs, Output>;
export function defineProgram(first: ProgramOptions | Program, second?: Program): Program {
  const program = typeof first === 'function' ? first : second;
  const options = typeof first === 'function' ? {} : first;
  if (typeof program !== 'function') throw new TypeError('defineProgram: the program must be a function');
  const { calls, ...others } = checkedOptions(options);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new TypeError(`defineProgram: there is no option ${unknown}; there is calls`);
  if (calls === undefined || calls === 'one') return program;
  if (calls !== 'any') throw new TypeError(`defineProgram: calls must be 'one' or 'any', not ${JSON.stringify(calls)}`);
  // A function of its own: the same one may be another program, too.
  return Object.assign((context: Parameters<Program>[0]) => program(context), { [CALLS]: calls });
}

function checkedOptions(options: unknown): Readonly<Record<string, unknown>> {
  if (typeof options === 'object' && options !== null) return options as Readonly<Record<string, unknown>>;
  throw new TypeError('defineProgram: the options must be an object, such as { calls: "any" }');
}
