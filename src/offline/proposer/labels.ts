import type { JsonObject, JsonValue } from '../../evaluation/json.ts';
import { isObject } from '../schema/schema-keywords.ts';

/** Where labels may be found. */
export interface LabelSources {
  readonly outputSchema: JsonObject | null;
  /** The program's source code. */
  readonly source: string;
  /** The references of the examples shown. */
  readonly references: readonly string[];
}

const MOST_LABELS = 20;

/** A label of up to three words, without characters that mean something in a template. */
const LABEL = /^[\p{L}\p{N}][\p{L}\p{N}_-]*(?: [\p{L}\p{N}_-]+){0,2}$/u;

const QUOTED = String.raw`(?:'[^'\n]+'|"[^"\n]+")`;

const LIST = new RegExp(String.raw`\[\s*${QUOTED}(?:\s*,\s*${QUOTED})+\s*,?\s*\]|${QUOTED}(?:\s*\|\s*${QUOTED})+`, 'g');

/**
 * The labels that a program answers with: an enum of its output schema, else a list of texts in its source that contains one of
 * the references, else the references themselves. Empty if none of these are labels.
 */
export function labelsOf({ outputSchema, source, references }: LabelSources): readonly string[] {
  const known = new Set(references);
  const candidates = [...enumsOf(outputSchema), ...listsIn(source).filter((list) => list.some((label) => known.has(label)))];
  const usable = [...candidates, [...known].sort()].filter(areLabels);
  return usable.find((labels) => labels.some((label) => known.has(label))) ?? usable[0] ?? [];
}

function areLabels(labels: readonly string[]): boolean {
  return labels.length > 1 && labels.length <= MOST_LABELS && labels.every((label) => LABEL.test(label) && !isNumber(label));
}

function isNumber(text: string): boolean {
  return !Number.isNaN(Number(text));
}

function enumsOf(schema: JsonValue | undefined): string[][] {
  if (Array.isArray(schema)) return (schema as readonly JsonValue[]).flatMap(enumsOf);
  if (!isObject(schema)) return [];
  const options = schema['enum'];
  const own = Array.isArray(options) ? (options as readonly JsonValue[]).filter((option) => typeof option === 'string') : [];
  return [...(own.length > 0 ? [own] : []), ...Object.values(schema).flatMap(enumsOf)];
}

function listsIn(source: string): string[][] {
  return (source.match(LIST) ?? []).map((list) => (list.match(new RegExp(QUOTED, 'g')) ?? []).map((text) => text.slice(1, -1)));
}
