import type { JsonObject, JsonSchema, JsonValue } from '../../evaluation/json.ts';

/** Whether a JSON value is an object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema without one of its keywords. */
export function withoutKey(schema: JsonSchema, key: string): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key));
}

/** The schemas in the list under the keyword; none if there is no list. */
export function schemasAt(schema: JsonSchema, key: string): readonly JsonSchema[] {
  const value = schema[key];
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

/** The number under the keyword, or `otherwise`. */
export function countAt(schema: JsonSchema, key: string, otherwise: number): number {
  const value = schema[key];
  return typeof value === 'number' ? value : otherwise;
}

/** Whether the schema allows only `null`. */
export function allowsNull(schema: JsonSchema): boolean {
  return schema['type'] === 'null' || schema['const'] === null;
}

/** The schema's first type that is not `null`; without one, the type that its other keywords are for, else `string`. */
export function typeOf(schema: JsonSchema): string {
  const type = schema['type'];
  const types = Array.isArray(type) ? (type as readonly JsonValue[]) : type === undefined ? [] : [type];
  const first = types.find((name) => name !== 'null') ?? types[0];
  if (typeof first === 'string') return first;
  if ('properties' in schema || 'additionalProperties' in schema || 'required' in schema) return 'object';
  if ('items' in schema || 'prefixItems' in schema) return 'array';
  return 'minimum' in schema || 'maximum' in schema ? 'number' : 'string';
}

/** Both schemas in one. Keywords that can't be joined are taken from the second. */
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

/** The target of a local `$ref` (`#/$defs/item`, RFC 6901); `undefined` for another document or a missing target. */
export function refTarget(root: JsonSchema, ref: string): JsonValue | undefined {
  if (!ref.startsWith('#')) return undefined;
  let target: JsonValue | undefined = root;
  for (const part of decodeURIComponent(ref).split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(target)) target = (target as readonly JsonValue[])[Number(key)];
    else target = isObject(target) ? target[key] : undefined;
  }
  return target;
}

/** The numbers that a schema allows; a bound is `null` if the schema sets none. */
export interface NumberBounds {
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** What the number must be a multiple of: 1 for an integer. */
  readonly step: number | null;
  readonly minimumExcluded: boolean;
  readonly maximumExcluded: boolean;
}

/** Reads the bounds from a schema of type `number` or `integer`. */
export function numberBounds(schema: JsonSchema, integer: boolean): NumberBounds {
  const [low, lowOut] = [numberAt(schema, 'minimum'), numberAt(schema, 'exclusiveMinimum')];
  const [high, highOut] = [numberAt(schema, 'maximum'), numberAt(schema, 'exclusiveMaximum')];
  const minimumExcluded = lowOut !== null && (low === null || lowOut >= low);
  const maximumExcluded = highOut !== null && (high === null || highOut <= high);
  return {
    minimum: minimumExcluded ? lowOut : low,
    maximum: maximumExcluded ? highOut : high,
    step: numberAt(schema, 'multipleOf') ?? (integer ? 1 : null),
    minimumExcluded,
    maximumExcluded,
  };
}

function numberAt(schema: JsonSchema, key: string): number | null {
  const value = schema[key];
  return typeof value === 'number' ? value : null;
}

/** The allowed number nearest to the wanted one. */
export function nearestAllowed(wanted: number, bounds: NumberBounds): number {
  const { minimum, maximum, step } = bounds;
  if (step !== null && step > 0) return ontoSteps(wanted, bounds, step);
  const gap = minimum !== null && maximum !== null ? (maximum - minimum) / 1024 : 1 / 1024;
  const low = minimum === null ? -Infinity : bounds.minimumExcluded ? minimum + gap : minimum;
  const high = maximum === null ? Infinity : bounds.maximumExcluded ? maximum - gap : maximum;
  return Math.max(low, Math.min(high, wanted));
}

function ontoSteps(
  value: number,
  { minimum, maximum, step, minimumExcluded, maximumExcluded }: NumberBounds,
  size: number,
): number {
  const lowest = minimum === null ? -Infinity : minimumExcluded ? Math.floor(minimum / size) + 1 : Math.ceil(minimum / size);
  const highest = maximum === null ? Infinity : maximumExcluded ? Math.ceil(maximum / size) - 1 : Math.floor(maximum / size);
  const count = Math.max(lowest, Math.min(highest, Math.round(value / size)));
  return step === 1 ? count : count * size;
}
