import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../../domain/error-code.ts';
import { syncFolder } from './sync-folder.ts';

/** Replaces a document as a whole, durably: after a crash there is the old one or the new one. 2-space JSON, keys sorted. */
export async function writeDocument(path: string, document: object): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeDurably(draft, `${JSON.stringify(document, sortKeys, 2)}\n`);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The document, `undefined` where there is no such file. Throws where the file holds no JSON. */
export async function readDocument(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(absent);
  return text === undefined ? undefined : JSON.parse(text);
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function sortKeys(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}

function absent(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error;
}
