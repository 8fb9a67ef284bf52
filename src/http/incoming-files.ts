import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config/config.ts';
import { makeFolder } from '../files/make-folder.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../files/private-mode.ts';
import { InvalidRequestError } from './invalid-request.error.ts';
import { atMostBytes } from './request-body.ts';

const INCOMING = '.incoming';

/** What was left for this long belongs to a process that is gone. */
const ABANDONED_MS = 24 * 60 * 60_000;

/** Files that clients send, each in a folder of its own in the storage folder until it has been read. */
export class IncomingFiles {
  readonly #config: Pick<Config, 'storageDir' | 'importLimitBytes'>;

  constructor(config: Pick<Config, 'storageDir' | 'importLimitBytes'>) {
    this.#config = config;
  }

  /** Lets `work` read the bytes of a client, as a file in an empty folder. Throws an `InvalidRequestError` or a `BodyTooLargeError`. */
  async received<Result>(
    chunks: AsyncIterable<Uint8Array>,
    work: (path: string, folder: string) => Promise<Result>,
  ): Promise<Result> {
    return this.inFolder(async (folder) => {
      const path = join(folder, 'file');
      const bounded = atMostBytes(untilGone(chunks), this.#config.importLimitBytes, 'ASSAY_IMPORT_LIMIT');
      const file = createWriteStream(path, { flags: 'wx', mode: PRIVATE_FILE });
      await pipeline(Readable.from(bounded, { objectMode: false }), file);
      return work(path, folder);
    });
  }

  /** The same of the body of a request. */
  async receivedBody<Result>(body: unknown, work: (path: string, folder: string) => Promise<Result>): Promise<Result> {
    if (!(body instanceof Readable)) return this.received(none(), work);
    try {
      return await this.received(body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>, work);
    } finally {
      // What is left after a fault has to be taken off the wire, or the client waits for its answer without end.
      body.resume();
    }
  }

  /** Lets `work` have an empty folder, which is removed afterwards. */
  async inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
    const root = join(this.#config.storageDir, INCOMING);
    await makeFolder(root);
    await removeAbandoned(root);
    const folder = join(root, randomUUID());
    await mkdir(folder, { mode: PRIVATE_FOLDER });
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** The bytes of a client. One that leaves in the middle is an error of the request, not of the server. */
export async function* untilGone(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch {
    throw new InvalidRequestError('The connection was lost before the end of the body; nothing of it is kept.', []);
  }
}

async function* none(): AsyncGenerator<Uint8Array> {
  // A request without a body.
}

async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const path = join(root, name);
    const touchedMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now();
    if (Date.now() - touchedMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}
