import type { JsonObject, JsonSchema, JsonValue } from '../evaluation/json.ts';

/** Keywords that OpenAI's strict mode refuses. */
const REFUSED = [
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
];

/**
 * The schema as OpenAI's strict structured output wants it: every object is closed and every property required.
 *
 * Objects that say nothing about further properties are closed, which only narrows the answers. `null` when the schema has
 * optional or free-form properties or another keyword that strict mode refuses: then it can only guide the model.
 */
export function strictSchema(schema: JsonSchema): JsonSchema | null {
  if (REFUSED.some((keyword) => keyword in schema)) return null;
  const strict: Record<string, JsonValue> = { ...schema };
  if (schema.type === 'object' || 'properties' in schema) {
    if (!isClosable(schema)) return null;
    strict.additionalProperties = false;
    strict.properties ??= {};
    strict.required ??= [];
  }
  return strictParts(strict) ? strict : null;
}

function isClosable({ properties, required, additionalProperties }: JsonSchema): boolean {
  if (additionalProperties !== undefined && additionalProperties !== false) return false;
  const names = isObject(properties) ? Object.keys(properties) : [];
  const needed: readonly JsonValue[] = Array.isArray(required) ? required : [];
  return names.every((name) => needed.includes(name));
}

/** Makes what is inside strict in place; false when a part can't be. */
function strictParts(schema: Record<string, JsonValue>): boolean {
  for (const keyword of ['properties', '$defs', 'definitions']) {
    const named = schema[keyword];
    if (!isObject(named)) continue;
    const parts = Object.entries(named).map(([name, part]) => [name, strictPart(part)] as const);
    if (parts.some(([, part]) => part === null)) return false;
    schema[keyword] = Object.fromEntries(parts);
  }
  for (const keyword of ['anyOf', 'prefixItems']) {
    const list = schema[keyword];
    if (!Array.isArray(list)) continue;
    const parts = list.map((part: JsonValue) => strictPart(part));
    if (parts.includes(null)) return false;
    schema[keyword] = parts;
  }
  if (schema.items === undefined) return true;
  schema.items = strictPart(schema.items);
  return schema.items !== null;
}

function strictPart(part: JsonValue): JsonValue {
  return isObject(part) ? strictSchema(part) : null;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
