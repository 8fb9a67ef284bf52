import { parseJson } from '../../evaluation/canonical-json.ts';
import type { JsonObject, JsonValue } from '../../evaluation/json.ts';
import { jsonText } from '../../evaluation/json-text.ts';

/** What takes the place of a file's own fields. */
export interface HeaderFields {
  readonly run_id?: string;
  readonly experiment_id?: string;
  /** What it is called: goes into its metadata. */
  readonly label?: string;
}

/** What a run is imported from: a parsed body of JSON, or lines of it as they come. */
export type ImportContent = { readonly json: JsonObject } | { readonly ndjson: AsyncIterable<Uint8Array> };

/** A way in which files hold a run. */
interface ImportFormat {
  /** Whether a file is of this kind, by its first line. */
  readonly recognises: (firstLine: string) => boolean;
  readonly read: (firstLine: string, rest: AsyncIterable<string>, fields: HeaderFields) => Promise<ImportContent>;
}

/** A header line, then a sample a line: it goes on as it comes. */
const NDJSON: ImportFormat = {
  recognises: (line) => {
    const header = objectIn(line);
    return header !== undefined && !('samples' in header);
  },
  read: async (firstLine, rest, fields) => ({ ndjson: ndjsonLines(withFields(objectIn(firstLine), fields), rest) }),
};

/** One object with its samples. */
const JSON_BODY: ImportFormat = {
  recognises: () => true,
  read: async (firstLine, rest, fields) => {
    let text = firstLine;
    for await (const chunk of rest) text += chunk;
    return { json: withFields(parseJson(text.trim()), fields) };
  },
};

/** The first that recognises a file reads it. */
const FORMATS: readonly ImportFormat[] = [NDJSON, JSON_BODY];

/** The run in a file, whatever the format. Throws a `SyntaxError` for what is no JSON. */
export async function importContent(chunks: AsyncIterable<string>, fields: HeaderFields): Promise<ImportContent> {
  const source = chunks[Symbol.asyncIterator]();
  let firstLine = '';
  let rest = '';
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    const text = firstLine + next.value;
    const end = text.trimStart() === '' ? -1 : text.indexOf('\n', text.length - text.trimStart().length);
    firstLine = end === -1 ? text : text.slice(0, end + 1);
    rest = end === -1 ? '' : text.slice(end + 1);
    if (end !== -1) break;
  }
  const format = FORMATS.find(({ recognises }) => recognises(firstLine)) ?? JSON_BODY;
  return format.read(firstLine, following(rest, source), fields);
}

async function* following(rest: string, source: AsyncIterator<string>): AsyncGenerator<string> {
  yield rest;
  for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
}

async function* ndjsonLines(header: JsonObject, rest: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(`${jsonText(header)}\n`);
  for await (const chunk of rest) yield encoder.encode(chunk);
}

function objectIn(line: string): JsonObject | undefined {
  try {
    const value: unknown = parseJson(line.trim());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** What is no object is left to the checks of an import, which say so. */
function withFields(value: unknown, { label, ...others }: HeaderFields): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? {
        ...(value as JsonObject),
        ...others,
        ...(label !== undefined && { metadata: labelled((value as JsonObject).metadata, label) }),
      }
    : (value as JsonObject);
}

/** Metadata that is no object is left to be refused. */
function labelled(metadata: JsonValue | undefined, label: string): JsonValue {
  if (metadata === undefined) return { label };
  return typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)
    ? { ...(metadata as JsonObject), label }
    : metadata;
}
