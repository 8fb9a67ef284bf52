import type { JsonValue } from '../evaluation/json.ts';
import { StructuredOutputError } from '../evaluation/model.ts';
import type { ProviderSchema } from './provider-schema.ts';

const FENCED = /^```[a-z]*\s*\n([\s\S]*?)\n?\s*```$/i;

/** Parses an answer, with or without a Markdown fence around it, and checks it. Throws a `StructuredOutputError`. */
export function jsonAnswer(content: string, schema: ProviderSchema, source: string): JsonValue {
  const value = parsed(content, source);
  const fault = schema.check(value);
  if (fault !== null) throw new StructuredOutputError(`${source}: the answer does not fit the schema: ${fault}`, content);
  return value;
}

function parsed(content: string, source: string): JsonValue {
  const text = content.trim();
  try {
    return JSON.parse(FENCED.exec(text)?.[1] ?? text) as JsonValue;
  } catch (cause) {
    throw new StructuredOutputError(`${source}: the answer is no JSON: ${excerpt(text)}`, content, { cause });
  }
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
