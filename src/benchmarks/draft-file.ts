import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

const BUFFER_CHARACTERS = 256 * 1024;

/** What tells one state of a file from another without reading it. */
export interface FileStamp {
  readonly size: number;
  readonly modifiedMs: number;
}

/** What a draft holds once it is complete. */
export interface DraftFacts extends FileStamp {
  readonly lines: number;
  /** Hex. */
  readonly sha256: string;
}

/** A file that is written beside its place and put there as a whole, or not at all. */
export class DraftFile {
  readonly #path: string;
  readonly #draft: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #buffered = '';
  #lines = 0;

  /** Makes the folders above it. */
  static async beside(path: string): Promise<DraftFile> {
    const draft = `${path}.${randomUUID()}.tmp`;
    await mkdir(dirname(path), { recursive: true });
    return new DraftFile(path, draft, await open(draft, 'wx'));
  }

  private constructor(path: string, draft: string, handle: FileHandle) {
    this.#path = path;
    this.#draft = draft;
    this.#handle = handle;
  }

  /** Whole lines, each with its newline. */
  async append(lines: string, count: number): Promise<void> {
    this.#buffered += lines;
    this.#lines += count;
    if (this.#buffered.length > BUFFER_CHARACTERS) await this.#flush();
  }

  /** Makes it durable; nothing can be appended from now on. */
  async complete(): Promise<DraftFacts> {
    await this.#flush();
    await this.#handle.sync();
    const { size, mtimeMs } = await this.#handle.stat();
    await this.#handle.close();
    return { lines: this.#lines, sha256: this.#hash.digest('hex'), size, modifiedMs: Math.trunc(mtimeMs) };
  }

  /** Puts it in its place, in the stead of what was there. */
  async place(): Promise<void> {
    await rename(this.#draft, this.#path);
    await syncFolder(dirname(this.#path));
  }

  /** Nothing is left of it, unless it was placed. */
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

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
