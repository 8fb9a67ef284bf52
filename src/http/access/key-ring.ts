import { hash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../../config/config.ts';
import type { SharedText } from '../../domain/key-documents.ts';
import { type ApiKey, isExpired } from './api-key.ts';
import { KeyListError, readKeys } from './key-list.ts';

/** How soon a change of the list is seen. */
const LOOK_MS = 1_000;

interface KnownKey {
  readonly key: ApiKey;
  readonly digest: Buffer;
}

/**
 * All keys that are valid now, of the environment and of the list, whose changes are seen within a second. What it knows is what the last `look`
 * has seen.
 */
export class KeyRing {
  readonly #list: SharedText;
  readonly #configured: readonly KnownKey[];
  readonly #nowMs: () => number;
  #known: readonly KnownKey[];
  #wasListSeen = false;
  #fault: KeyListError | undefined;
  #lookedMs = -Infinity;
  #looking: Promise<void> | undefined;

  /** Throws a `KeyListError` where the list can't be used, and `unavailable` where it is in a database that is away. */
  static async open(config: Pick<Config, 'apiKeys'>, list: SharedText, nowMs: () => number = Date.now): Promise<KeyRing> {
    const ring = new KeyRing(config, list, nowMs);
    await ring.look();
    if (ring.fault !== undefined) throw ring.fault;
    return ring;
  }

  private constructor({ apiKeys }: Pick<Config, 'apiKeys'>, list: SharedText, nowMs: () => number) {
    this.#list = list;
    this.#nowMs = nowMs;
    this.#configured = apiKeys.map(({ name, scope, sha256 }) =>
      knownKey({ id: `environment:${name}`, name, scope, sha256, createdAt: null, expiresAt: null }),
    );
    this.#known = this.#configured;
  }

  /** Looks at the list, unless that was just done. Throws `unavailable` where it is in a database that is away: then nothing is known. */
  async look(): Promise<void> {
    if (Math.abs(this.#nowMs() - this.#lookedMs) < LOOK_MS) return;
    this.#looking ??= this.#read().finally(() => (this.#looking = undefined));
    await this.#looking;
  }

  /** Whether callers need a key. Once they do they always do, also when the last key is revoked or the list is gone. */
  get isInUse(): boolean {
    return this.hasConfigured || this.#wasListSeen;
  }

  /** Whether there are keys in the environment, which need no list. */
  get hasConfigured(): boolean {
    return this.#configured.length > 0;
  }

  /** All of them, also those that have expired; those of the environment first. */
  get all(): readonly ApiKey[] {
    return this.#known.map(({ key }) => key);
  }

  /** Why the keys of the list are not known now. */
  get fault(): KeyListError | undefined {
    return this.#fault;
  }

  /**
   * The key with this text, also one that has expired. Only hashes are compared, each in constant time and every one of them, so
   * that the time tells nothing about any key.
   */
  find(secret: string): ApiKey | undefined {
    const digest = hash('sha256', secret, 'buffer');
    let found: ApiKey | undefined;
    for (const known of this.#known) if (timingSafeEqual(known.digest, digest)) found = known.key;
    return found;
  }

  /** Whether the key is valid that a session or a ticket was made for: not when it was revoked, replaced, or has expired. Looks, as `look` does. */
  async isValid({ id, sha256 }: Pick<ApiKey, 'id' | 'sha256'>): Promise<boolean> {
    const isSame = ({ key }: KnownKey): boolean => key.id === id && key.sha256 === sha256;
    if (this.#configured.some(isSame)) return true;
    await this.look();
    const known = this.#known.find(isSame);
    return known !== undefined && !isExpired(known.key, this.#nowMs());
  }

  async #read(): Promise<void> {
    const nowMs = this.#nowMs();
    try {
      const keys = await readKeys(this.#list);
      this.#wasListSeen ||= keys !== undefined;
      this.#known = [...this.#configured, ...(keys ?? []).map(knownKey)];
      this.#fault = undefined;
    } catch (error) {
      if (!(error instanceof KeyListError)) throw error;
      this.#known = this.#configured;
      this.#wasListSeen = true;
      this.#fault = error;
    }
    this.#lookedMs = nowMs;
  }
}

function knownKey(key: ApiKey): KnownKey {
  return { key, digest: Buffer.from(key.sha256, 'hex') };
}
