import type { Attributes } from '@opentelemetry/api';
import type { AttemptPayload, MessagePayload, RequestPayload, ResponsePayload } from '../evaluation/event.ts';
import type { JsonObject } from '../evaluation/json.ts';
import type { ToolCall } from '../evaluation/model.ts';

// OpenTelemetry's semantic conventions for generative AI, which are in development and have no constants in its packages.

/** Providers by the conventions' names, where those differ from ours. */
const PROVIDER_NAMES: Readonly<Record<string, string>> = { mistral: 'mistral_ai', google: 'gcp.gemini' };

const OPTIONS: Readonly<Record<string, string>> = {
  temperature: 'gen_ai.request.temperature',
  top_p: 'gen_ai.request.top_p',
  top_k: 'gen_ai.request.top_k',
  max_tokens: 'gen_ai.request.max_tokens',
  seed: 'gen_ai.request.seed',
  presence_penalty: 'gen_ai.request.presence_penalty',
  frequency_penalty: 'gen_ai.request.frequency_penalty',
};

/** The model that a call is of. */
export interface CalledModel {
  readonly provider: string;
  readonly modelId: string;
}

/** What a call of a model was asked; `request` is known of programs. */
export function requestAttributes({ provider, modelId }: CalledModel, request?: RequestPayload): Attributes {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': PROVIDER_NAMES[provider] ?? provider,
    'gen_ai.request.model': modelId,
    ...(request === undefined ? {} : optionAttributes(request.generation_kwargs)),
    ...(request?.output_schema ? { 'gen_ai.output.type': 'json' } : {}),
  };
}

/** What came of it. */
export function answerAttributes(call: ResponsePayload | AttemptPayload): Attributes {
  return {
    'gen_ai.usage.input_tokens': call.input_tokens ?? undefined,
    'gen_ai.usage.output_tokens': call.output_tokens ?? undefined,
    'gen_ai.usage.cache_read.input_tokens': call.cached_input_tokens,
    'gen_ai.usage.cache_creation.input_tokens': call.cache_write_tokens,
    'assay.cost_usd': call.cost_usd ?? undefined,
    ...('cached' in call ? { 'assay.cached': true } : {}),
  };
}

/** Prompt and answer, as JSON by the conventions' schema. */
export function contentAttributes(call: ResponsePayload | AttemptPayload, request: RequestPayload | undefined): Attributes {
  const text = (content: string): object[] => [{ type: 'text', content }];
  const asked = 'tool_calls' in call ? partsOfCalls(call.tool_calls) : [];
  const system = request?.system_instruction ?? null;
  return {
    ...(request === undefined
      ? {}
      : {
          'gen_ai.input.messages': JSON.stringify(request.prompt.map(messageOf)),
        }),
    ...(system === null ? {} : { 'gen_ai.system_instructions': JSON.stringify(text(system)) }),
    ...(call.content === null
      ? {}
      : { 'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [...text(call.content), ...asked] }]) }),
  };
}

/** Without its images, which would be longer than a span may be. */
function messageOf({ role, content, tool_calls: calls, tool_call_id: id }: MessagePayload): object {
  if (id !== undefined) return { role, parts: [{ type: 'tool_call_response', id, response: content }] };
  return { role, parts: [{ type: 'text', content }, ...partsOfCalls(calls)] };
}

function partsOfCalls(calls: readonly ToolCall[] = []): object[] {
  return calls.map(({ id, name, arguments: given }) => ({ type: 'tool_call', id, name, arguments: given }));
}

function optionAttributes(options: JsonObject): Attributes {
  const known = Object.entries(OPTIONS).flatMap(([option, name]) => {
    const value = options[option];
    return typeof value === 'number' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(known);
}
