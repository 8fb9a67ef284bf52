import type {
  JSONObject,
  LanguageModelV4CallOptions,
  LanguageModelV4FilePart,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4TextPart,
  LanguageModelV4ToolCallPart,
} from '@ai-sdk/provider';
import { dataImage } from '../evaluation/data-image.ts';
import {
  type CompletionRequest,
  type Message,
  type MessagePart,
  ModelRequestError,
  type Tool,
  type ToolCall,
} from '../evaluation/model.ts';
import { generationSettings } from './generation-kwargs.ts';
import type { ProviderSchema } from './provider-schema.ts';

/** What of a provider decides how a request is put. */
export interface CallTarget {
  readonly provider: string;
  /** See `SdkLanguageModel`. */
  readonly completionTokensOption?: string | undefined;
}

/** A request as a call of the AI SDK, the system instruction first. Throws a `GenerationKwargsError`. */
export function callOptions(
  request: CompletionRequest,
  schema: ProviderSchema | null,
  { provider, completionTokensOption }: CallTarget,
): LanguageModelV4CallOptions {
  const { ownOptions, maxCompletionTokens, ...settings } = generationSettings(request.generationKwargs);
  const options: LanguageModelV4CallOptions = { ...settings, prompt: prompt(request) };
  const own: JSONObject = { ...ownOptions };
  if (maxCompletionTokens !== undefined && completionTokensOption === undefined) options.maxOutputTokens = maxCompletionTokens;
  if (maxCompletionTokens !== undefined && completionTokensOption !== undefined)
    own[completionTokensOption] = maxCompletionTokens;
  if (Object.keys(own).length > 0) options.providerOptions = { [provider]: own };
  if (request.tools !== undefined) options.tools = request.tools.map(toSdkTool);
  if (request.toolChoice !== undefined) options.toolChoice = { type: request.toolChoice };
  if (schema !== null) options.responseFormat = { type: 'json', schema: schema.schema };
  return options;
}

function prompt({ messages, systemInstruction }: CompletionRequest): LanguageModelV4Message[] {
  const tools = new Map(messages.flatMap(({ toolCalls = [] }) => toolCalls.map(({ id, name }) => [id, name] as const)));
  const prompt = messages.map((message) => toSdkMessage(message, tools));
  if (systemInstruction !== null) prompt.unshift({ role: 'system', content: systemInstruction });
  return prompt;
}

/** `tools` are the names of the tools by the ids of their calls. */
function toSdkMessage(message: Message, tools: ReadonlyMap<string, string>): LanguageModelV4Message {
  const { role, content, parts, toolCalls = [], toolCallId = '' } = message;
  const text = { type: 'text', text: content } as const;
  switch (role) {
    case 'system':
      return { role, content };
    case 'user':
      return { role, content: parts === undefined ? [text] : parts.map(toSdkPart) };
    case 'assistant':
      return { role, content: [...(content === '' && toolCalls.length > 0 ? [] : [text]), ...toolCalls.map(toSdkCall)] };
    case 'tool': {
      const toolName = tools.get(toolCallId) ?? '';
      return { role, content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: content } }] };
    }
  }
}

function toSdkPart(part: MessagePart): LanguageModelV4TextPart | LanguageModelV4FilePart {
  if (part.type === 'text') return part;
  const image = dataImage(part.image);
  if (image === null) throw new ModelRequestError('an image of a message is no data: URI of a picture');
  return { type: 'file', mediaType: image.mediaType, data: { type: 'data', data: image.base64 } };
}

function toSdkCall({ id, name, arguments: input }: ToolCall): LanguageModelV4ToolCallPart {
  return { type: 'tool-call', toolCallId: id, toolName: name, input };
}

function toSdkTool({ name, description, parameters }: Tool): LanguageModelV4FunctionTool {
  return { type: 'function', name, description, inputSchema: parameters };
}

/** Adds options that only this provider has; values that the caller set win. */
export function withOwnOptions(
  options: LanguageModelV4CallOptions,
  provider: string,
  defaults: JSONObject,
): LanguageModelV4CallOptions {
  return { ...options, providerOptions: { [provider]: { ...defaults, ...options.providerOptions?.[provider] } } };
}

/**
 * For providers that expect strict structured output by default: sends the strict schema if there is one, and turns strictness off
 * if there is none, instead of being refused.
 */
export function strictOutput(
  provider: string,
): (options: LanguageModelV4CallOptions, schema: ProviderSchema | null) => LanguageModelV4CallOptions {
  return (options, schema) => {
    if (schema === null) return options;
    if (schema.strict === null) return withOwnOptions(options, provider, { strictJsonSchema: false });
    return { ...options, responseFormat: { type: 'json', schema: schema.strict } };
  };
}
