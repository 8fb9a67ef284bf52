import { parsePythonJson } from '../evaluation/python-json.ts';
import { NotUtf8Error, utf8Text } from '../files/utf8-text.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { type JsonPath, JsonScanner } from './json-scanner.ts';
import type { ImportLimits, ResultFile } from './result-file.ts';

/** One element of a list in a JSON document. */
export interface JsonElement {
  /** From 0. */
  readonly index: number;
  readonly value: unknown;
  /** Such as `samples[3]`. */
  readonly place: string;
}

/**
 * What stands around the lists and objects at these paths, which are left empty: a large document in little memory. Throws an
 * `ImportFaultError` for what is no JSON, ends too early, or is nested too deep.
 */
export async function jsonFrame(file: ResultFile, left: readonly JsonPath[], limits: ImportLimits): Promise<unknown> {
  const scanner = new JsonScanner(left, undefined, limits.pieceBytes);
  for await (const chunk of file.chunks()) scanner.push(chunk);
  return parsed(scanner.end(), '');
}

/** The elements of the list at a path, some at a time, in memory that does not grow with their number. Throws the same. */
export async function* jsonElements(
  file: ResultFile,
  path: JsonPath,
  limits: ImportLimits,
  left: readonly JsonPath[] = [],
): AsyncGenerator<readonly JsonElement[]> {
  const scanner = new JsonScanner(left, path, limits.pieceBytes);
  let index = 0;
  const elementOf = (bytes: Buffer): JsonElement => {
    const place = `${path.join('.')}[${index}]`;
    return { index: index++, value: parsed(bytes, place), place };
  };
  for await (const chunk of file.chunks()) {
    const found = scanner.push(chunk);
    if (found.length > 0) yield found.map(elementOf);
  }
  scanner.end();
}

function parsed(bytes: Buffer, place: string): unknown {
  try {
    return parsePythonJson(utf8Text(bytes, 'it'));
  } catch (error) {
    if (error instanceof NotUtf8Error) throw new ImportFaultError(place, 'is not valid UTF-8');
    throw new ImportFaultError(place, `is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
