import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readDocument, writeDocument } from '../../files/durable-file.ts';
import { PRIVATE_FOLDER } from '../../files/private-mode.ts';

/** How often uses are written down. */
const WRITE_MS = 60_000;

const DOCUMENT = z.record(z.string(), z.iso.datetime());

/** When each key was last used, by the id of the key: ISO 8601, to the minute. */
export type LastUses = Readonly<Record<string, string>>;

/**
 * Writes down when keys are used, at most once a minute, beside the file of keys: in a file of its own, so that no server can bring back a
 * key that was just revoked. It is for people's eyes, so a fault of the disk changes nothing.
 */
export class KeyUses {
  readonly #path: string;
  readonly #nowMs: () => number;
  readonly #unwritten = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(keysPath: string, nowMs: () => number = Date.now) {
    this.#path = usesPath(keysPath);
    this.#nowMs = nowMs;
  }

  add(keyId: string): void {
    this.#unwritten.set(keyId, this.#nowMs());
    this.#timer ??= setTimeout(() => void this.write(), WRITE_MS).unref();
  }

  /** When each key was last used, as far as it is written. */
  last(): Promise<LastUses> {
    return lastUsesIn(this.#path);
  }

  /** Writes what is not written yet. */
  async write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#unwritten.size === 0) return;
    const added = Array.from(this.#unwritten, ([id, ms]) => [id, minuteOf(ms)] as const);
    this.#unwritten.clear();
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: PRIVATE_FOLDER });
      const known = await lastUsesIn(this.#path);
      const later = added.filter(([id, time]) => time > (known[id] ?? ''));
      await writeDocument(this.#path, { ...known, ...Object.fromEntries(later) }, 0o600);
    } catch {
      // The next use tries again.
    }
  }
}

/** When the keys of this file were last used. */
export function lastUses(keysPath: string): Promise<LastUses> {
  return lastUsesIn(usesPath(keysPath));
}

async function lastUsesIn(path: string): Promise<LastUses> {
  return DOCUMENT.safeParse(await readDocument(path).catch(() => undefined)).data ?? {};
}

function usesPath(keysPath: string): string {
  return `${keysPath.replace(/\.json$/, '')}-last-use.json`;
}

function minuteOf(ms: number): string {
  return new Date(Math.floor(ms / 60_000) * 60_000).toISOString();
}
