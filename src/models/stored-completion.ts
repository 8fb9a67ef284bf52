import { z } from 'zod';
import { parseJson } from '../evaluation/canonical-json.ts';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import type { Completion, ToolCall } from '../evaluation/model.ts';

const count = z.int().nonnegative();

const storedSchema = z.looseObject({
  content: z.string(),
  parsed: z.unknown().optional(),
  tool_calls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.record(z.string(), z.unknown()) })).optional(),
  reasoning: z.string().optional(),
  input_tokens: count.nullable(),
  output_tokens: count.nullable(),
  reasoning_tokens: count.optional(),
  latency: z.number().nonnegative(),
  left_out: z.array(z.string()).optional(),
});

/** An answer as caches and recordings keep it, by the names of the wire. */
export function storedCompletion(completion: Completion): JsonObject {
  const { content, parsed, toolCalls, reasoning, inputTokens, outputTokens, reasoningTokens, latencySeconds, leftOut } =
    completion;
  const fields: Readonly<Record<string, JsonValue | undefined>> = {
    content,
    parsed,
    tool_calls: toolCalls?.map((call) => ({ ...call })),
    reasoning,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    reasoning_tokens: reasoningTokens,
    latency: latencySeconds,
    left_out: leftOut === undefined ? undefined : [...leftOut],
  };
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, JsonValue] => field[1] !== undefined));
}

/** The answer that a text of JSON holds, marked as one that cost nothing; `null` where it holds none. */
export function restoredCompletion(json: string, latencySeconds: number): Completion | null {
  const stored = storedSchema.safeParse(parsed(json));
  if (!stored.success) return null;
  const { content, reasoning, input_tokens: inputTokens, output_tokens: outputTokens } = stored.data;
  const { reasoning_tokens: reasoningTokens, left_out: leftOut, tool_calls: toolCalls } = stored.data;
  return {
    content,
    ...('parsed' in stored.data ? { parsed: stored.data.parsed as JsonValue } : {}),
    ...(toolCalls === undefined ? {} : { toolCalls: toolCalls as readonly ToolCall[] }),
    ...(reasoning === undefined ? {} : { reasoning }),
    inputTokens,
    outputTokens,
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
    latencySeconds,
    ...(leftOut === undefined ? {} : { leftOut }),
    cached: true,
  };
}

/** Numbers as they are written. */
function parsed(json: string): unknown {
  try {
    return parseJson(json);
  } catch {
    return null;
  }
}
