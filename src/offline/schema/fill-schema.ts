import type { JsonObject, JsonSchema, JsonValue } from '../../evaluation/json.ts';
import { fittedText } from './fitted-text.ts';
import { formatExample, patternExample } from './format-example.ts';
import { mergeSchemas } from './merge-schema.ts';
import { nearestAllowed, numberBounds, type NumberBounds } from './number-bounds.ts';
import { refTarget } from './ref-target.ts';
import { allowsNull, countAt, isObject, schemasAt, typeOf, withoutKey } from './schema-keywords.ts';

/** Where in the answer a value stands: `output.label` is `['output', 'label']`; a list's items have their index. */
export type SchemaPath = readonly string[];

/** What an answer says, for whatever schema it must fit; the filler takes care of the form. */
export interface AnswerContent {
  /** Free text; it is cut or repeated to the length that the schema asks for. */
  text(path: SchemaPath): string;
  /** One of an enum's values; there is at least one. */
  choice(path: SchemaPath, options: readonly JsonValue[]): JsonValue | undefined;
  /** Any number; it is moved to the nearest that the schema allows. */
  number(path: SchemaPath, bounds: NumberBounds): number;
  boolean(path: SchemaPath): boolean;
}

/** Below this depth only what is required is filled, so that a schema that contains itself comes to an end. */
const FULL_DEPTH = 6;

const DEEPEST = 24;

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

/**
 * A value in the form of the schema that says what the content says. It does its best and does not check the outcome: a
 * schema with `not`, `if`, `uniqueItems` or an unusual pattern may need more than this.
 */
export function fillSchema(schema: JsonSchema, content: AnswerContent): JsonValue {
  return new SchemaFiller(schema, content).fill(schema, [], 0);
}
