import { readFileSync } from 'node:fs';
import { methods } from './python-methods.ts';
import { typeDeclarations } from './python-types.ts';
import type { Document } from './schema.ts';

const FRAME = new URL('client.py.txt', import.meta.url);

/** The Python client of a server with this OpenAPI document, as one file. */
export function pythonClient(document: Document): string {
  const parts = { VERSION: document.info.version, '#TYPES#': typeDeclarations(document), '#METHODS#': methods(document) };
  return readFileSync(FRAME, 'utf8').replaceAll(/VERSION|#TYPES#|#METHODS#/g, (name) => parts[name as keyof typeof parts]);
}
