import type { JsonObject } from './json.ts';
import { toJsonValue } from './json-output.ts';
import type { CompletionRequest, Message } from './model.ts';
import { outputSchema } from './output-schema.ts';
import type { CompleteOptions } from './program.ts';

const ROLES: readonly unknown[] = ['system', 'user', 'assistant'] satisfies readonly Message['role'][];

/** What a program passes to `complete`, as far as a request is made of it. */
export type RequestOptions = CompleteOptions & { readonly schema?: Parameters<typeof outputSchema>[0] };

/**
 * A program's prompt and options as a request. A text is one user message; the program's generation options win over the
 * job's. Throws a `TypeError` that says what is wrong with them.
 */
export function completionRequest(prompt: unknown, options: RequestOptions, generationKwargs: JsonObject): CompletionRequest {
  const { system = null, generation, schema } = options;
  if (system !== null && typeof system !== 'string') throw new TypeError('complete: system must be a text');
  return {
    messages: typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : checkedMessages(prompt),
    systemInstruction: system,
    outputSchema: schema === undefined ? null : outputSchema(schema),
    generationKwargs:
      generation === undefined ? generationKwargs : { ...generationKwargs, ...(toJsonValue(generation) as JsonObject) },
  };
}

/** The text of the last user message, of the last message of all where there is none. */
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
