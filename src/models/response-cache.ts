import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing } from '../files/error-code.ts';
import { PRIVATE_FOLDER } from '../files/private-mode.ts';
import { removeStaleDrafts, replaceFile } from '../files/durable-file.ts';
import { readUtf8File } from '../files/utf8-text.ts';

export interface CacheOptions {
  /** Absolute; made on first use. */
  readonly folder: string;
  readonly maxBytes: number;
  /** Hears, once, that answers can't be kept. */
  readonly warn: (text: string) => void;
}

/** Entries are spread over as many folders by the first digit of their key; each has its share of the bytes. */
const SHARDS = 16;
/** What an eviction leaves, so that not every entry needs one. */
const KEPT_SHARE = 0.9;
/** Other processes add entries, too: after so many of our own the folder is looked through again. */
const LOOK_AFTER = 256;
const TOUCH_AFTER_MS = 3_600_000;

interface Shard {
  bytes: number;
  added: number;
}

/**
 * Texts by key, a file each, in a folder that several processes may use at once. Those that were not used for the longest time go when it is full. An entry
 * that is damaged is not there. Never fails: what can't be kept is not kept.
 */
export class ResponseCache {
  readonly #options: CacheOptions;
  readonly #shards = new Map<string, Promise<Shard>>();
  #hasWarned = false;

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  /** The text of a key; `null` where there is none. */
  async find(key: string): Promise<string | null> {
    const path = this.#path(key);
    try {
      const entry = await readUtf8File(path);
      const end = entry.indexOf('\n');
      const text = entry.slice(end + 1);
      if (entry.slice(0, end) !== checksum(text)) return null;
      await touch(path);
      return text;
    } catch {
      return null;
    }
  }

  /** Keeps a text durably. */
  async keep(key: string, text: string): Promise<void> {
    const entry = `${checksum(text)}\n${text}`;
    const bytes = Buffer.byteLength(entry);
    if (bytes > this.#shardBytes) return;
    const path = this.#path(key);
    try {
      const folder = dirname(path);
      await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
      await replaceFile(path, entry);
      await this.#count(folder, bytes);
    } catch (error) {
      this.#warnOnce(error);
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true }).catch((error: unknown) => this.#warnOnce(error));
  }

  get #shardBytes(): number {
    return this.#options.maxBytes / SHARDS;
  }

  #path(key: string): string {
    return join(this.#options.folder, key.slice(0, 1), `${key}.json`);
  }

  async #count(folder: string, bytes: number): Promise<void> {
    const known = this.#shards.get(folder);
    const shard = await (known ?? this.#lookedThrough(folder));
    if (known === undefined) return;
    shard.bytes += bytes;
    shard.added += 1;
    if (shard.bytes > this.#shardBytes || shard.added >= LOOK_AFTER) await this.#lookedThrough(folder);
  }

  /** Counts what is in a folder, after what is too much has gone. */
  #lookedThrough(folder: string): Promise<Shard> {
    const shard = evicted(folder, this.#shardBytes);
    this.#shards.set(folder, shard);
    shard.catch(() => this.#shards.delete(folder));
    return shard;
  }

  #warnOnce(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#options.warn(`answers can't be kept in the cache ${this.#options.folder}: ${String(error)}`);
  }
}

/** The time of an entry is when it was used last, more or less. */
async function touch(path: string): Promise<void> {
  const { mtimeMs } = await stat(path);
  const now = Date.now();
  if (now - mtimeMs > TOUCH_AFTER_MS) await utimes(path, now / 1_000, now / 1_000).catch(() => undefined);
}

async function evicted(folder: string, maxBytes: number): Promise<Shard> {
  await removeStaleDrafts(folder);
  const entries = (await entriesOf(folder)).sort((a, b) => a.usedMs - b.usedMs);
  let bytes = entries.reduce((sum, { size }) => sum + size, 0);
  if (bytes > maxBytes) {
    for (const { path, size } of entries) {
      if (bytes <= maxBytes * KEPT_SHARE) break;
      await rm(path, { force: true });
      bytes -= size;
    }
  }
  return { bytes, added: 0 };
}

interface Entry {
  readonly path: string;
  readonly size: number;
  readonly usedMs: number;
}

async function entriesOf(folder: string): Promise<Entry[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const entries: Entry[] = [];
  for (const name of names) {
    const path = join(folder, name);
    try {
      const { size, mtimeMs } = await stat(path);
      entries.push({ path, size, usedMs: mtimeMs });
    } catch (error) {
      // Another process may have removed it.
      if (!isMissing(error)) throw error;
    }
  }
  return entries;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
