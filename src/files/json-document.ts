import { readFile } from 'node:fs/promises';
import { replaceFile } from './durable-file.ts';
import { isMissing } from './error-code.ts';

/** Replaces a document as a whole, durably: after a crash there is the old one or the new one. 2-space JSON, keys sorted. */
export async function writeDocument(path: string, document: object): Promise<void> {
  await replaceFile(path, `${JSON.stringify(document, sortKeys, 2)}\n`);
}

/** The document, or `undefined` when there is no such file. Throws when the file holds no JSON. */
export async function readDocument(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return JSON.parse(text);
}

function sortKeys(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}
