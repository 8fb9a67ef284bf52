import { z } from 'zod';
import type { SharedText } from '../../domain/key-documents.ts';
import { documentText } from '../../files/durable-file.ts';

/** How often uses are written down. */
const WRITE_MS = 60_000;

const DOCUMENT = z.record(z.string(), z.iso.datetime());

/** When each key was last used, by the id of the key: ISO 8601, to the minute. */
export type LastUses = Readonly<Record<string, string>>;

/**
 * Writes down when keys are used, at most once a minute, in a text of its own, so that no server can bring back a key that was just revoked. It is
 * for people's eyes, so a fault of the disk or of the database changes nothing.
 */
export class KeyUses {
  readonly #text: SharedText;
  readonly #nowMs: () => number;
  readonly #unwritten = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(text: SharedText, nowMs: () => number = Date.now) {
    this.#text = text;
    this.#nowMs = nowMs;
  }

  add(keyId: string): void {
    this.#unwritten.set(keyId, this.#nowMs());
    this.#timer ??= setTimeout(() => void this.write(), WRITE_MS).unref();
  }

  /** When each key was last used, as far as it is written. */
  last(): Promise<LastUses> {
    return lastUses(this.#text);
  }

  /** Writes what is not written yet. */
  async write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#unwritten.size === 0) return;
    const added = Array.from(this.#unwritten, ([id, ms]) => [id, minuteOf(ms)] as const);
    this.#unwritten.clear();
    try {
      await this.#text.change((text) => {
        const known = usesIn(text);
        return documentText({ ...known, ...Object.fromEntries(added.filter(([id, time]) => time > (known[id] ?? ''))) });
      });
    } catch {
      // The next use tries again.
    }
  }
}

/** When keys were last used, by what was written down. */
export async function lastUses(text: SharedText): Promise<LastUses> {
  return usesIn(await text.read().catch(() => undefined));
}

function usesIn(text: string | undefined): LastUses {
  try {
    return DOCUMENT.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

function minuteOf(ms: number): string {
  return new Date(Math.floor(ms / 60_000) * 60_000).toISOString();
}
