import type { JsonObject } from './json.ts';
import { jsonCopy } from './json-output.ts';
import type { CompletionRequest, Message, ToolCall } from './model.ts';
import type { ModelCalls } from './model-calls.ts';
import { projectCopy } from './number-forms.ts';
import { outputSchema, structuredOutput } from './output-schema.ts';
import type { Complete, CompleteOptions, ToolOptions } from './program.ts';
import { checkedMessages } from './prompt-messages.ts';
import { checkedTools } from './tools.ts';

/** `complete` as programs get it: an answer that the program does not await must not crash the process when it fails. */
export function completeWith(ask: (prompt: unknown, options: RequestOptions) => Promise<Answer>): Complete {
  const complete = (prompt: unknown, options: RequestOptions = {}): Promise<Answer> => {
    const answer = ask(prompt, options);
    answer.catch(() => undefined);
    return answer;
  };
  return complete as Complete;
}

/** What a program asks, and what its job adds to that. */
interface Asked {
  readonly prompt: unknown;
  readonly options: RequestOptions;
  readonly generationKwargs: JsonObject;
}

/** The model's answer as a program gets it. Throws what the model throws, and what is wrong with the request or the answer. */
export function askedWith(calls: ModelCalls, asked: Asked, signal: AbortSignal): Promise<Answer> {
  const request = completionRequest(asked);
  const { schema } = asked.options;
  return calls.ask(request, signal, async (response) => ({
    output: schema === undefined ? response.content : await structuredOutput(schema, response),
    text: response.content,
    ...(asked.options.tools === undefined ? {} : { toolCalls: (response.toolCalls ?? []).map(projectCall) }),
    ...(response.reasoning === undefined ? {} : { reasoning: response.reasoning }),
  }));
}

/** Where nobody says otherwise, so that runs can be compared; `null` is the provider's own default. */
const DEFAULTS: JsonObject = { temperature: 0 };

export interface Answer {
  readonly output: unknown;
  readonly text: string;
  readonly toolCalls?: readonly ToolCall[];
  readonly reasoning?: string;
}

/** What a program passes to `complete` that becomes part of the request. */
export type RequestOptions = CompleteOptions & Partial<ToolOptions> & { readonly schema?: Parameters<typeof outputSchema>[0] };

/**
 * A program's prompt and options as a request. A text is one user message; the program's generation options win over the
 * job's. Throws a `TypeError` that says what is wrong with them.
 */
function completionRequest({ prompt, options, generationKwargs }: Asked): CompletionRequest {
  const { system = null, generation, schema } = options;
  if (system !== null && typeof system !== 'string') throw new TypeError('complete: system must be a text');
  if (schema !== undefined && options.tools !== undefined)
    throw new TypeError("complete: schema and tools can't be used in one call: ask for JSON in a call without tools");
  return {
    messages: typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : checkedMessages(prompt),
    systemInstruction: system,
    outputSchema: schema === undefined ? null : outputSchema(schema),
    generationKwargs: {
      ...DEFAULTS,
      ...generationKwargs,
      ...(generation && (jsonCopy(generation, 'generation') as JsonObject)),
    },
    ...checkedTools(options),
  };
}

/** The text of the last user message, or of the last message if there is none. */
export function lastPrompt(messages: readonly Message[]): string {
  const last = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  return last?.content ?? '';
}

/** What is passed to the program, which may change it; numbers are JavaScript's wherever those have all digits. */
function projectCall({ id, name, arguments: given }: ToolCall): ToolCall {
  return { id, name, arguments: projectCopy(given) as JsonObject };
}
