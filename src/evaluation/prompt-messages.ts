import { imageFault } from './data-image.ts';
import type { JsonObject } from './json.ts';
import { jsonCopy } from './json-output.ts';
import type { Message, MessagePart, ToolCall } from './model.ts';

/** A message as programs pass it to `complete`. */
export type PromptMessage =
  | { readonly role: 'system'; readonly content: string }
  /** A text, or texts and images in order; an image is a `data:` URI of a PNG, JPEG, GIF or WebP in Base64. */
  | { readonly role: 'user'; readonly content: string | readonly MessagePart[] }
  /** What a model answered, with the tools that it asked for. */
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  /** What a tool gave, with the `id` of the call that it answers. */
  | { readonly role: 'tool'; readonly content: string; readonly toolCallId: string };

/** A program's messages, checked. Throws a `TypeError` that says which one is wrong and how. */
export function checkedMessages(prompt: unknown): readonly Message[] {
  if (!Array.isArray(prompt)) throw new TypeError('complete: the prompt must be a text or a list of messages');
  const messages = prompt.map(checkedMessage);
  if (messages.every(({ role }) => role === 'system'))
    throw new TypeError('complete: the prompt needs a message that is no system message');

  const known = new Set<string>();
  for (const [index, { toolCalls = [], toolCallId }] of messages.entries()) {
    if (toolCallId !== undefined && !known.has(toolCallId)) {
      throw new TypeError(
        `complete: message ${index} is the result of the tool call ${toolCallId}, which no message before it makes`,
      );
    }
    for (const { id } of toolCalls) known.add(id);
  }
  return messages;
}

type Given = Partial<Record<'role' | 'content' | 'toolCalls' | 'toolCallId', unknown>>;

function checkedMessage(message: unknown, index: number): Message {
  const { role, content, toolCalls, toolCallId } = (message ?? {}) as Given;
  if (role === 'user' && Array.isArray(content)) return { role, ...checkedParts(content, index) };
  if ((role !== 'system' && role !== 'user' && role !== 'assistant' && role !== 'tool') || typeof content !== 'string') {
    throw new TypeError(
      `complete: message ${index} must be { role: 'system' | 'user' | 'assistant' | 'tool', content: a text }; the content of a user may be a list of texts and images`,
    );
  }
  if (role === 'tool') {
    if (typeof toolCallId !== 'string') throw new TypeError(`complete: message ${index} is of a tool and needs a toolCallId`);
    return { role, content, toolCallId };
  }
  if (role !== 'assistant' || toolCalls === undefined) return { role, content };
  if (!Array.isArray(toolCalls)) throw new TypeError(`complete: toolCalls of message ${index} must be a list`);
  const calls = toolCalls.map((call) => checkedCall(call, index));
  return calls.length === 0 ? { role, content } : { role, content, toolCalls: calls };
}

function checkedCall(call: unknown, index: number): ToolCall {
  const { id, name, arguments: given } = (call ?? {}) as Partial<ToolCall>;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof given !== 'object') {
    throw new TypeError(
      `complete: each of the toolCalls of message ${index} must be { id, name, arguments }, as complete() gave it`,
    );
  }
  return { id, name, arguments: jsonCopy(given, 'arguments') as JsonObject };
}

function checkedParts(parts: readonly unknown[], index: number): Pick<Message, 'content' | 'parts'> {
  const checked = parts.map((part) => checkedPart(part, index));
  if (checked.length === 0) throw new TypeError(`complete: message ${index} is empty`);
  const texts = checked.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return { content: texts.join('\n'), ...(texts.length === checked.length ? {} : { parts: checked }) };
}

function checkedPart(part: unknown, index: number): MessagePart {
  const { type, text, image } = (part ?? {}) as Partial<Record<'type' | 'text' | 'image', unknown>>;
  if (type === 'text' && typeof text === 'string') return { type, text };
  if (type !== 'image') {
    throw new TypeError(
      `complete: each part of message ${index} must be { type: 'text', text } or { type: 'image', image: a data: URI }`,
    );
  }
  const fault = imageFault(image);
  if (fault !== null) throw new TypeError(`complete: an image of message ${index} ${fault}`);
  return { type, image: image as string };
}
