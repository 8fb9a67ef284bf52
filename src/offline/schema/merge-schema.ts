import type { JsonSchema, JsonValue } from '../../evaluation/json.ts';
import { isObject } from './schema-keywords.ts';

/** One schema that says what both say, for the keywords that can be joined; of the others the second one's. */
export function mergeSchemas(one: JsonSchema, other: JsonSchema): JsonSchema {
  const merged: Record<string, JsonValue> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const present = merged[key];
    merged[key] = present === undefined ? value : mergedKeyword(key, present, value);
  }
  return merged;
}

function mergedKeyword(key: string, one: JsonValue, other: JsonValue): JsonValue {
  if (key === 'properties' && isObject(one) && isObject(other)) return { ...one, ...other };
  if (key === 'required' && Array.isArray(one) && Array.isArray(other))
    return [...new Set([...(one as JsonValue[]), ...(other as JsonValue[])])];

  if (/^(exclusiveM|m)inimum$|^min/.test(key)) return Math.max(Number(one), Number(other));
  if (/^(exclusiveM|m)aximum$|^max/.test(key)) return Math.min(Number(one), Number(other));
  return other;
}
