import type { JsonObject, JsonSchema, JsonValue } from '../../evaluation/json.ts';
import { StructuredOutputError } from '../../evaluation/model.ts';
import { schemaCheck } from '../../evaluation/schema-check.ts';
import {
  allowsNull,
  countAt,
  isObject,
  mergeSchemas,
  nearestAllowed,
  numberBounds,
  type NumberBounds,
  refTarget,
  schemasAt,
  typeOf,
  withoutKey,
} from './schema-keywords.ts';

/** Below this depth only required properties are filled, so that a schema that contains itself comes to an end. */
const FULL_DEPTH = 6;

const DEEPEST = 24;

const EXAMPLES: Readonly<Record<string, string>> = {
  date: '2024-01-31',
  time: '12:00:00Z',
  'date-time': '2024-01-31T12:00:00Z',
  duration: 'P1D',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

const PLAIN_STRINGS = ['a', 'A', '0', 'abc', 'ABC', '123', 'abc123', 'a-b', 'a_b', 'A1'];

/** The place of a value in the answer: `output.label` is `['output', 'label']`; the items of a list have their index. */
export type SchemaPath = readonly string[];

/** What an answer says, for any schema; the filler takes care of the form. */
export interface AnswerContent {
  /** Free text, which is cut or repeated to the length that the schema asks for. */
  text(path: SchemaPath): string;
  /** One of the values of an enum, which has at least one; `undefined` for the first. */
  choice(path: SchemaPath, options: readonly JsonValue[]): JsonValue | undefined;
  /** Any number, which is moved to the nearest one that the schema allows. */
  number(path: SchemaPath, bounds: NumberBounds): number;
  boolean(path: SchemaPath): boolean;
}

/** An answer as text and parsed. */
export interface StructuredAnswer {
  readonly content: string;
  readonly parsed: JsonValue;
}

/**
 * Fills the schema and checks the outcome. Throws a `StructuredOutputError` that says what does not fit, and a `ModelRequestError` for
 * an invalid JSON Schema.
 */
export function structuredAnswer(modelId: string, schema: JsonSchema, content: AnswerContent): StructuredAnswer {
  const check = schemaCheck(schema);
  const parsed = new SchemaFiller(schema, content).fill(schema, [], 0);
  const text = JSON.stringify(parsed);
  const fault = check(parsed);
  if (fault !== null)
    throw new StructuredOutputError(`local:${modelId} can't make an answer that fits the schema: ${fault}`, text);
  return { content: text, parsed };
}

/**
 * Fills a schema as well as it can, without checking the outcome: a schema with `not`, `if`, `uniqueItems` or an unusual pattern
 * may need more.
 */
class SchemaFiller {
  readonly #root: JsonSchema;
  readonly #content: AnswerContent;

  constructor(root: JsonSchema, content: AnswerContent) {
    this.#root = root;
    this.#content = content;
  }

  fill(schema: JsonSchema, path: SchemaPath, depth: number): JsonValue {
    if (depth > DEEPEST) return null;
    const { $ref: ref } = schema;
    if (typeof ref === 'string') return this.#fillRef(schema, ref, path, depth);
    if ('allOf' in schema) return this.fill(this.#joined(schema), path, depth);
    for (const key of ['anyOf', 'oneOf']) {
      const branch = this.#branch(schemasAt(schema, key), depth);
      if (branch !== undefined) return this.fill(mergeSchemas(withoutKey(schema, key), branch), path, depth + 1);
    }
    if (schema['const'] !== undefined) return schema['const'];
    const options = schema['enum'];
    if (Array.isArray(options) && options.length > 0)
      return this.#content.choice(path, options as readonly JsonValue[]) ?? (options[0] as JsonValue);

    return this.#fillType(schema, path, depth);
  }

  #fillRef(schema: JsonSchema, ref: string, path: SchemaPath, depth: number): JsonValue {
    const target = refTarget(this.#root, ref);
    return this.fill(mergeSchemas(isObject(target) ? target : {}, withoutKey(schema, '$ref')), path, depth + 1);
  }

  #joined(schema: JsonSchema): JsonSchema {
    const resolved = schemasAt(schema, 'allOf').map((part) => {
      const target = typeof part['$ref'] === 'string' ? refTarget(this.#root, part['$ref']) : part;
      return isObject(target) ? target : part;
    });
    return resolved.reduce(mergeSchemas, withoutKey(schema, 'allOf'));
  }

  #branch(branches: readonly JsonSchema[], depth: number): JsonSchema | undefined {
    return depth > FULL_DEPTH
      ? (branches.find(allowsNull) ?? branches.at(-1))
      : (branches.find((branch) => !allowsNull(branch)) ?? branches[0]);
  }

  #fillType(schema: JsonSchema, path: SchemaPath, depth: number): JsonValue {
    switch (typeOf(schema)) {
      case 'object':
        return this.#fillObject(schema, path, depth);
      case 'array':
        return this.#fillArray(schema, path, depth);
      case 'number':
        return this.#fillNumber(numberBounds(schema, false), path);
      case 'integer':
        return this.#fillNumber(numberBounds(schema, true), path);
      case 'boolean':
        return this.#content.boolean(path);
      case 'null':
        return null;
      default:
        return this.#fillString(schema, path);
    }
  }

  #fillObject(schema: JsonSchema, path: SchemaPath, depth: number): JsonObject {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    const required = Array.isArray(schema['required']) ? (schema['required'] as readonly JsonValue[]).map(String) : [];
    const names = depth > FULL_DEPTH ? required : [...new Set([...Object.keys(properties), ...required])];
    const other = isObject(schema['additionalProperties']) ? schema['additionalProperties'] : {};
    return Object.fromEntries(
      names.flatMap((name) => {
        const property = Object.hasOwn(properties, name) ? properties[name] : other;
        return property === false ? [] : [[name, this.fill(isObject(property) ? property : {}, [...path, name], depth + 1)]];
      }),
    );
  }

  #fillArray(schema: JsonSchema, path: SchemaPath, depth: number): JsonValue[] {
    const first = schemasAt(schema, 'prefixItems');
    const rest = isObject(schema['items']) ? schema['items'] : {};
    const wanted = depth > FULL_DEPTH ? 0 : Math.max(1, first.length);
    const longest = countAt(schema, 'maxItems', schema['items'] === false ? first.length : Infinity);
    const length = Math.min(longest, Math.max(wanted, countAt(schema, 'minItems', 0)));
    return Array.from({ length }, (_, index) => this.fill(first[index] ?? rest, [...path, String(index)], depth + 1));
  }

  #fillNumber(bounds: NumberBounds, path: SchemaPath): number {
    return nearestAllowed(this.#content.number(path, bounds), bounds) || 0;
  }

  #fillString(schema: JsonSchema, path: SchemaPath): string {
    const format = typeof schema['format'] === 'string' ? formatExample(schema['format']) : null;
    const text = format ?? fittedText(this.#content.text(path), schema);
    return typeof schema['pattern'] === 'string' ? patternExample(schema['pattern'], text) : text;
  }
}

/** The text, repeated or cut to the schema's `minLength` and `maxLength`, which count code points. */
function fittedText(text: string, schema: JsonSchema): string {
  const shortest = countAt(schema, 'minLength', 0);
  const longest = countAt(schema, 'maxLength', Infinity);
  if (text.length >= shortest * 2 && text.length <= longest) return text;
  const points = [...text];
  if (points.length >= shortest) return points.slice(0, longest).join('');
  const unit = points.length === 0 ? ['.'] : points;
  return Array.from({ length: shortest }, (_, index) => unit[index % unit.length]).join('');
}

/** A string of the format (`date`, `email`, …); `null` for an unknown format. */
function formatExample(format: string): string | null {
  return EXAMPLES[format] ?? null;
}

/** The wanted string if it matches the pattern, else a simple one that does; the wanted one if none does. */
function patternExample(pattern: string, wanted: string): string {
  const expression = new RegExp(pattern, 'u');
  return [wanted, ...PLAIN_STRINGS, ...Object.values(EXAMPLES)].find((text) => expression.test(text)) ?? wanted;
}
