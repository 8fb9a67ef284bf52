import type { JsonNumber } from './json-number.ts';

/** What JSON text can hold; a number with more digits than a JavaScript number has is a `JsonNumber`. */
export type JsonValue = null | boolean | number | JsonNumber | string | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A JSON Schema document, as providers take it for structured output. */
export type JsonSchema = JsonObject;
