import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRawJson } from '../evaluation/json-number.ts';
import { withoutLineSeparators } from '../evaluation/json-text.ts';
import { isMissing } from './error-code.ts';
import { PRIVATE_FILE } from './private-mode.ts';
import { readUtf8File } from './utf8-text.ts';

const DRAFT_ENDING = '.tmp';

const BUFFER_CHARACTERS = 256 * 1024;

/** A draft that was not written to for an hour belongs to a process that is gone. */
const STALE_MS = 60 * 60 * 1000;

/** A file as it was when it was completed. */
export interface DurableFacts {
  readonly lines: number;
  /** Hex. */
  readonly sha256: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/**
 * A file that is written beside its place, line by line, and then put there as a whole or not at all. After a crash there is
 * the old file or the new one.
 */
export class DurableFile {
  readonly #path: string;
  readonly #draft: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #buffered = '';
  #lines = 0;

  /** Begins a draft in the folder of `path`, which must exist. `mode` is that of the file. */
  static async beside(path: string, mode: number = PRIVATE_FILE): Promise<DurableFile> {
    const draft = `${path}.${randomUUID()}${DRAFT_ENDING}`;
    return new DurableFile(path, draft, await open(draft, 'wx', mode));
  }

  private constructor(path: string, draft: string, handle: FileHandle) {
    this.#path = path;
    this.#draft = draft;
    this.#handle = handle;
  }

  /** Adds `count` whole lines, each with its newline. */
  async append(lines: string, count: number): Promise<void> {
    this.#buffered += lines;
    this.#lines += count;
    if (this.#buffered.length > BUFFER_CHARACTERS) await this.#flush();
  }

  /** Makes the draft durable. Nothing can be appended after it. */
  async complete(): Promise<DurableFacts> {
    await this.#flush();
    await this.#handle.sync();
    const { size, mtimeMs } = await this.#handle.stat();
    await this.#handle.close();
    return { lines: this.#lines, sha256: this.#hash.digest('hex'), size, modifiedMs: Math.trunc(mtimeMs) };
  }

  /** Puts the completed draft in its place, durably, replacing the file that was there. */
  async place(): Promise<void> {
    await rename(this.#draft, this.#path);
    await syncFolder(dirname(this.#path));
  }

  /** Removes the draft unless it was placed. Call it in `finally`. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#draft, { force: true });
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#buffered);
    this.#buffered = '';
    this.#hash.update(bytes);
    await this.#handle.writeFile(bytes);
  }
}

/** Replaces a small file as a whole, durably: a reader sees the old text or the new one, even after a crash. `mode` is that of the new file. */
export async function replaceFile(path: string, text: string, mode?: number): Promise<void> {
  const file = await DurableFile.beside(path, mode);
  try {
    await file.append(text, 1);
    await file.complete();
    await file.place();
  } finally {
    await file.discard();
  }
}

/** Makes the names in a folder durable: those of files that were created, renamed or removed in it. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes the drafts that killed processes left in a folder. */
export async function removeStaleDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.endsWith(DRAFT_ENDING));
  for (const name of drafts) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}

/**
 * Replaces a document as a whole, durably: after a crash there is the old one or the new one. 2-space JSON, keys sorted. `mode` is that of
 * the new file.
 */
export async function writeDocument(path: string, document: object, mode?: number): Promise<void> {
  await replaceFile(path, documentText(document), mode);
}

/** The text of a document's file. */
export function documentText(document: object): string {
  return `${withoutLineSeparators(JSON.stringify(document, sortKeys, 2))}\n`;
}

/**
 * The document, or `undefined` when there is no such file. Throws when the file holds no JSON, or is a pipe or a device. What is in the file
 * is in no message: it may be a link to anything.
 */
export async function readDocument(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readUtf8File(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('it holds no JSON', { cause });
  }
}

function sortKeys(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJson(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}
