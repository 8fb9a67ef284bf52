import { parseJson } from '../../evaluation/canonical-json.ts';
import { ROW_KEYS } from '../../evaluation/dataset-row.ts';

const ROW_COLUMNS: ReadonlySet<string> = new Set(ROW_KEYS);

/**
 * A row of a dataset, as JSON text, from its columns: each a name and a JSON text. Where none is called `inputs`, every column without a meaning of
 * its own is an input.
 */
export function rowOfColumns(columns: readonly (readonly [name: string, json: string])[]): string {
  const members = columns.map(([name, json]) => ({ name, text: `${JSON.stringify(name)}:${json}` }));
  if (members.some(({ name }) => name === 'inputs')) return `{${members.map(({ text }) => text).join(',')}}`;
  const inputs = members.filter(({ name }) => !ROW_COLUMNS.has(name)).map(({ text }) => text);
  const others = members.filter(({ name }) => ROW_COLUMNS.has(name)).map(({ text }) => text);
  return `{${[`"inputs":{${inputs.join(',')}}`, ...others].join(',')}}`;
}

/** A row, as JSON text, from the text of one that may be flat: an object without `inputs`. Any other text is returned as it is. */
export function rowOfObject(text: string): string {
  try {
    const row = parseJson(text);
    if (typeof row !== 'object' || row === null || Array.isArray(row) || Object.hasOwn(row, 'inputs')) return text;
    return rowOfColumns(Object.entries(row).map(([name, value]) => [name, JSON.stringify(value)]));
  } catch {
    // What is wrong with it shows when it is read as a row.
    return text;
  }
}
