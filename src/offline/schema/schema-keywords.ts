import type { JsonObject, JsonSchema, JsonValue } from '../../evaluation/json.ts';

/** Whether a JSON value is an object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema without one of its keywords. */
export function withoutKey(schema: JsonSchema, key: string): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key));
}

/** The schemas in the list under the keyword; none where there is no list. */
export function schemasAt(schema: JsonSchema, key: string): readonly JsonSchema[] {
  const value = schema[key];
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

/** The number under the keyword. */
export function countAt(schema: JsonSchema, key: string, otherwise: number): number {
  const value = schema[key];
  return typeof value === 'number' ? value : otherwise;
}

/** Whether the schema is for `null` alone. */
export function allowsNull(schema: JsonSchema): boolean {
  return schema['type'] === 'null' || schema['const'] === null;
}

/** The schema's type, the first that is not `null`; without one, the type that its other keywords are for, else `string`. */
export function typeOf(schema: JsonSchema): string {
  const type = schema['type'];
  const types = Array.isArray(type) ? (type as readonly JsonValue[]) : type === undefined ? [] : [type];
  const first = types.find((name) => name !== 'null') ?? types[0];
  if (typeof first === 'string') return first;
  if ('properties' in schema || 'additionalProperties' in schema || 'required' in schema) return 'object';
  if ('items' in schema || 'prefixItems' in schema) return 'array';
  return 'minimum' in schema || 'maximum' in schema ? 'number' : 'string';
}
