import type { JsonObject } from './json.ts';
import { jsonCopy } from './json-output.ts';
import type { CompletionRequest, Message } from './model.ts';
import type { ModelCalls } from './model-calls.ts';
import { outputSchema, structuredOutput } from './output-schema.ts';
import type { Complete, CompleteOptions } from './program.ts';
import { failureOf } from './trial.ts';

/** A program that did not complete exactly once; the message says how often it did. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

/** Lets a program complete exactly once. One for each trial. */
export class SingleCompletion {
  readonly #calls: ModelCalls;
  readonly #generationKwargs: JsonObject;
  readonly #signal: AbortSignal;
  #isAnswered = false;
  #isAsking = false;
  #refusedCalls = 0;
  #failures: unknown[] = [];
  #isClosed = false;

  constructor(calls: ModelCalls, generationKwargs: JsonObject, signal: AbortSignal) {
    this.#calls = calls;
    this.#generationKwargs = generationKwargs;
    this.#signal = signal;
  }

  /** What the program gets. */
  readonly complete = ((prompt: unknown, options: RequestOptions = {}) => {
    const answer = this.#ask(prompt, options);
    // An answer that the program does not await must not crash the process when it fails.
    answer.catch(() => undefined);
    return answer;
  }) as Complete;

  /** Refuses further calls, for a trial that has failed. */
  abandon(): void {
    this.#isClosed = true;
  }

  /** Refuses further calls. Throws a `ProgramError` when there was not exactly one that was answered. */
  close(): void {
    this.#isClosed = true;
    if (this.#refusedCalls > 0) throw new ProgramError(tooMany(this.#refusedCalls + 1));
    if (this.#isAnswered) return;
    if (this.#isAsking)
      throw new ProgramError('the program returned before its completion was answered; write `await complete(…)`');

    if (this.#failures.length > 0) throw new ProgramError(goneOn(this.#failures));
    throw new ProgramError('the program returned without a completion; a program completes exactly once');
  }

  async #ask(prompt: unknown, options: RequestOptions): Promise<Answer> {
    if (this.#isClosed) throw new ProgramError('complete() was called after the trial had ended');
    if (this.#isAsking || this.#isAnswered) {
      this.#refusedCalls += 1;
      throw new ProgramError(tooMany(this.#refusedCalls + 1));
    }
    this.#isAsking = true;
    try {
      return await this.#answer(prompt, options);
    } catch (error) {
      this.#failures.push(error);
      throw error;
    } finally {
      this.#isAsking = false;
    }
  }

  async #answer(prompt: unknown, options: RequestOptions): Promise<Answer> {
    const request = completionRequest(prompt, options, this.#generationKwargs);
    const { schema } = options;
    const answer = await this.#calls.ask(request, this.#signal, async (response) => ({
      output: schema === undefined ? response.content : await structuredOutput(schema, response),
      text: response.content,
      ...(response.reasoning === undefined ? {} : { reasoning: response.reasoning }),
    }));
    this.#isAnswered = true;
    return answer;
  }
}

function tooMany(calls: number): string {
  return `the program called complete() ${calls} times; a program completes exactly once`;
}

function goneOn(failures: readonly unknown[]): string {
  const { type, message } = failureOf(failures.at(-1));
  const calls = failures.length === 1 ? 'its only completion failed' : `all its ${failures.length} completions failed`;
  return `the program returned without a completion: ${calls} (${type}: ${message})`;
}

const ROLES: readonly unknown[] = ['system', 'user', 'assistant'] satisfies readonly Message['role'][];

/** Where nobody says otherwise, so that runs can be compared; `null` is the provider's own default. */
const DEFAULTS: JsonObject = { temperature: 0 };

interface Answer {
  readonly output: unknown;
  readonly text: string;
  readonly reasoning?: string;
}

/** What a program passes to `complete` that becomes part of the request. */
type RequestOptions = CompleteOptions & { readonly schema?: Parameters<typeof outputSchema>[0] };

/**
 * A program's prompt and options as a request. A text is one user message; the program's generation options win over the
 * job's. Throws a `TypeError` that says what is wrong with them.
 */
function completionRequest(prompt: unknown, options: RequestOptions, generationKwargs: JsonObject): CompletionRequest {
  const { system = null, generation, schema } = options;
  if (system !== null && typeof system !== 'string') throw new TypeError('complete: system must be a text');
  return {
    messages: typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : checkedMessages(prompt),
    systemInstruction: system,
    outputSchema: schema === undefined ? null : outputSchema(schema),
    generationKwargs: {
      ...DEFAULTS,
      ...generationKwargs,
      ...(generation && (jsonCopy(generation, 'generation') as JsonObject)),
    },
  };
}

/** The text of the last user message, or of the last message if there is none. */
export function lastPrompt(messages: readonly Message[]): string {
  const last = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  return last?.content ?? '';
}

function checkedMessages(prompt: unknown): readonly Message[] {
  if (!Array.isArray(prompt)) throw new TypeError('complete: the prompt must be a text or a list of messages');
  const messages = prompt.map(checkedMessage);
  if (messages.every(({ role }) => role === 'system'))
    throw new TypeError('complete: the prompt needs a message that is no system message');

  return messages;
}

function checkedMessage(message: unknown, index: number): Message {
  const { role, content } = (message ?? {}) as Partial<Message>;
  if (role === undefined || !ROLES.includes(role) || typeof content !== 'string')
    throw new TypeError(`complete: message ${index} must be { role: 'system' | 'user' | 'assistant', content: a text }`);

  return { role, content };
}
