import { parsePythonJson } from '../evaluation/python-json.ts';
import { jsonElements, jsonFrame } from './json-document.ts';
import type { JsonPath } from './json-scanner.ts';
import { type Fields, fieldsOf } from './json-fields.ts';
import type { ImportLimits, ResultFile } from './result-file.ts';

/** A file of text, as far as it takes to tell what it is. */
export interface ReadText {
  readonly file: ResultFile;
  /** Its first line, where that is a JSON object. */
  readonly line: Fields | undefined;
  /** The document without what is in its long lists; `undefined` where the file has several lines of JSON. */
  readonly frame: Fields | undefined;
  /** The first item, where the document is a list. */
  readonly item: Fields | undefined;
}

/** The lists of all formats that can be long. */
const LONG_LISTS: readonly JsonPath[] = [
  ['samples'],
  ['reductions'],
  ['results', 'results'],
  ['results', 'table', 'body'],
  ['testRunData', 'testCases'],
  ['testRunData', 'conversationalTestCases'],
  ['testCases'],
  ['request_states'],
];

const NEWLINE = 10;

/** Tells JSON lines from a document of JSON, by the first line. Throws an `ImportFaultError` for what is neither. */
export async function readText(file: ResultFile, limits: ImportLimits): Promise<ReadText> {
  const { line, isAll } = await firstLine(file, limits.pieceBytes);
  if (line !== undefined && !isAll) return { file, line, frame: undefined, item: undefined };
  const frame = await jsonFrame(file, (await isList(file)) ? [[]] : LONG_LISTS, limits);
  return { file, line, frame: fieldsOf(frame), item: Array.isArray(frame) ? await firstItem(file, limits) : undefined };
}

/** The first line that is not blank, where it is an object, and whether nothing follows it. */
async function firstLine(file: ResultFile, mostBytes: number): Promise<{ line: Fields | undefined; isAll: boolean }> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let line: Fields | undefined;
  for await (const chunk of file.chunks()) {
    if (line !== undefined) {
      if (!isBlank(chunk)) return { line, isAll: false };
      continue;
    }
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes > mostBytes) return { line: undefined, isAll: false };
    if (!chunk.includes(NEWLINE)) continue;
    const whole = Buffer.concat(parts.splice(0))
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trimStart();
    parts.push(Buffer.from(whole));
    const end = whole.indexOf('\n');
    if (end < 0) continue;
    line = objectIn(whole.slice(0, end));
    if (line === undefined || whole.slice(end).trim() !== '') return { line, isAll: false };
  }
  return {
    line:
      line ??
      objectIn(
        Buffer.concat(parts)
          .toString('utf8')
          .replace(/^\ufeff/, ''),
      ),
    isAll: true,
  };
}

function isBlank(chunk: Uint8Array): boolean {
  return chunk.every((byte) => byte <= 0x20);
}

function objectIn(text: string): Fields | undefined {
  try {
    const value = parsePythonJson(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

async function isList(file: ResultFile): Promise<boolean> {
  for await (const chunk of file.chunks()) {
    const first = chunk.find((byte) => byte > 0x20 && byte < 0x80);
    if (first !== undefined) return first === '['.charCodeAt(0);
  }
  return false;
}

async function firstItem(file: ResultFile, limits: ImportLimits): Promise<Fields | undefined> {
  for await (const [element] of jsonElements(file, [], limits)) return fieldsOf(element?.value);
  return undefined;
}
