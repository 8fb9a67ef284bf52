/** Of Assay's own two formats the one that a file is in. */
export type ImportFormat = 'application/json' | 'application/x-ndjson';

/** How much of a file is looked at to tell its format. */
export const HEAD_BYTES = 65_536;

/**
 * The format, by how the file begins: NDJSON has a whole object in its first line, which is the run without its samples. Anything else
 * is sent as JSON, of which the server says what is wrong with it.
 */
export function importFormatOf(head: string): ImportFormat {
  const line = head.split('\n').find((text) => text.trim() !== '') ?? '';
  try {
    const value: unknown = JSON.parse(line);
    const isHeader = typeof value === 'object' && value !== null && !Array.isArray(value) && !('samples' in value);
    return isHeader ? 'application/x-ndjson' : 'application/json';
  } catch {
    return 'application/json';
  }
}

/** The line that a fault is in, from 1; `undefined` where it is in none. */
export function faultyLineOf(path: string): number | undefined {
  const line = /^line (\d+)/.exec(path)?.[1];
  return line === undefined ? undefined : Number(line);
}
