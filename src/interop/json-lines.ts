import { parsePythonJson } from '../evaluation/python-json.ts';
import { byteLines } from '../files/byte-lines.ts';
import { utf8LineText } from '../files/utf8-text.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { isNestedDeeper } from '../evaluation/number-forms.ts';
import { MOST_DEPTH, type ImportLimits, type ResultFile } from './result-file.ts';

/** A line of JSON. */
export interface JsonLine {
  readonly value: unknown;
  /** Such as `line 3`. */
  readonly place: string;
}

/** The lines of a file that are not blank, some at a time. Throws an `ImportFaultError` for one that is too long or is no JSON. */
export async function* jsonLines(file: ResultFile, { pieceBytes }: ImportLimits): AsyncGenerator<readonly JsonLine[]> {
  const tooLong = (number: number): ImportFaultError =>
    new ImportFaultError(
      `line ${number}`,
      `is longer than ${pieceBytes} bytes: start Assay with a larger ASSAY_IMPORT_PIECE_LIMIT`,
    );
  for await (const lines of byteLines(file.chunks(), pieceBytes, tooLong)) {
    const found: JsonLine[] = [];
    for (const line of lines) {
      const place = `line ${line.number}`;
      const text = utf8LineText(line);
      if (text === undefined) throw new ImportFaultError(place, 'is not valid UTF-8');
      if (text.trim() !== '') found.push({ value: valueOf(text, place), place });
    }
    if (found.length > 0) yield found;
  }
}

function valueOf(text: string, place: string): unknown {
  let value: unknown;
  try {
    value = parsePythonJson(text);
  } catch (error) {
    throw new ImportFaultError(place, `is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isNestedDeeper(value, MOST_DEPTH)) throw new ImportFaultError(place, `is nested more than ${MOST_DEPTH} levels deep`);
  return value;
}
