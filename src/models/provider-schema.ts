import type { JSONSchema7 } from '@ai-sdk/provider';
import type { JsonObject, JsonSchema, JsonValue } from '../evaluation/json.ts';
import { StructuredOutputError } from '../evaluation/model.ts';
import { schemaCheck, type SchemaCheck } from '../evaluation/schema-check.ts';
import { readJsonAnswer } from './json-answer.ts';

/** Equal schemas have the same check. */
const prepared = new WeakMap<SchemaCheck, ProviderSchema>();

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

/** A schema for structured output, as providers take it. */
export interface ProviderSchema {
  readonly schema: JSONSchema7;
  /** The same for providers with a strict mode; `null` if strict mode can't express it. */
  readonly strict: JSONSchema7 | null;
  readonly check: SchemaCheck;
}

/** Prepares equal schemas once. Throws a `ModelRequestError` if the schema is not a valid JSON Schema. */
export function providerSchema(schema: JsonSchema): ProviderSchema {
  const check = schemaCheck(schema);
  let known = prepared.get(check);
  if (known === undefined) {
    const { $schema: _dialect, ...sent } = schema;
    known = { schema: sent, strict: strictSchema(sent), check };
    prepared.set(check, known);
  }
  return known;
}

/**
 * The schema as OpenAI's strict structured output requires it: every object closed and every property required.
 *
 * Objects that say nothing about further properties are closed, which only narrows the answers. `null` if the schema has optional
 * or free-form properties or a keyword that strict mode refuses: then it can only guide the model.
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

/** Makes the parts of a schema strict, in place; `false` if one can't be. */
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

/** Reads an answer as JSON (see `readJsonAnswer`), and checks it. Throws a `StructuredOutputError`. */
export function jsonAnswer(content: string, schema: ProviderSchema, source: string): JsonValue {
  const reading = readJsonAnswer(content, schema.schema.type === 'array' ? 'list' : 'object');
  if ('fault' in reading)
    throw new StructuredOutputError(`${source}: the answer ${reading.fault}: ${excerpt(content.trim())}`, content);

  const fault = schema.check(reading.value);
  if (fault !== null) throw new StructuredOutputError(`${source}: the answer does not fit the schema: ${fault}`, content);
  return reading.value;
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
