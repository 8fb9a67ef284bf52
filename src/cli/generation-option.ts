import { InvalidArgumentError } from 'commander';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';

/** Reads `key=value` or a JSON object into what came before. A value is JSON where it can be, and else a text. */
export function generation(text: string, previous: JsonObject = {}): JsonObject {
  return { ...previous, ...(text.trimStart().startsWith('{') ? jsonObject(text) : pair(text)) };
}

function jsonObject(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch (error) {
    throw new InvalidArgumentError(`It is no JSON object: ${(error as Error).message}.`);
  }
}

function pair(text: string): JsonObject {
  const [, key, value = ''] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('It must be key=value, such as temperature=0, or a JSON object.');
  return { [key]: jsonOrText(value) };
}

function jsonOrText(value: string): JsonValue {
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}
