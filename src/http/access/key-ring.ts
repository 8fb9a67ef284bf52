import { statSync } from 'node:fs';
import { hash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../../config/config.ts';
import type { ApiKey } from './api-key.ts';
import { keyFilePath, KeyFileError, readKeyFile } from './key-file.ts';

/** How soon a change of the file is seen. */
const LOOK_MS = 1_000;

interface KnownKey {
  readonly key: ApiKey;
  readonly digest: Buffer;
}

/** All keys that are valid now, of the environment and of the file, whose changes are seen within a second. */
export class KeyRing {
  readonly #path: string;
  readonly #configured: readonly KnownKey[];
  readonly #nowMs: () => number;
  #known: readonly KnownKey[];
  #wasFileSeen = false;
  #fault: KeyFileError | undefined;
  #stamp = '';
  #lookedMs = -Infinity;

  /** Throws a `KeyFileError` where the file can't be used. */
  constructor(config: Pick<Config, 'apiKeys' | 'keysFile' | 'storageDir'>, nowMs: () => number = Date.now) {
    this.#path = keyFilePath(config);
    this.#nowMs = nowMs;
    this.#configured = config.apiKeys.map(({ name, scope, sha256 }) =>
      knownKey({ id: `environment:${name}`, name, scope, sha256, createdAt: null, expiresAt: null }),
    );
    this.#known = this.#configured;
    this.#look();
    if (this.#fault !== undefined) throw this.#fault;
  }

  /** Whether callers need a key. Once they do they always do, also when the last key is revoked or the file is gone. */
  get isInUse(): boolean {
    this.#look();
    return this.hasConfigured || this.#wasFileSeen;
  }

  /** Whether there are keys in the environment, which need no file. */
  get hasConfigured(): boolean {
    return this.#configured.length > 0;
  }

  /** All of them, also those that have expired; those of the environment first. */
  get all(): readonly ApiKey[] {
    this.#look();
    return this.#known.map(({ key }) => key);
  }

  /** Why the keys of the file are not known now. */
  get fault(): KeyFileError | undefined {
    this.#look();
    return this.#fault;
  }

  /**
   * The key with this text, also one that has expired. Only hashes are compared, each in constant time and every one of them, so
   * that the time tells nothing about any key.
   */
  find(secret: string): ApiKey | undefined {
    this.#look();
    const digest = hash('sha256', secret, 'buffer');
    let found: ApiKey | undefined;
    for (const known of this.#known) if (timingSafeEqual(known.digest, digest)) found = known.key;
    return found;
  }

  /** The key with this id that a session or a ticket was made for; `undefined` once it was revoked or replaced. */
  findById(id: string, sha256: string): ApiKey | undefined {
    this.#look();
    return this.#known.find(({ key }) => key.id === id && key.sha256 === sha256)?.key;
  }

  #look(): void {
    const nowMs = this.#nowMs();
    if (Math.abs(nowMs - this.#lookedMs) < LOOK_MS) return;
    this.#lookedMs = nowMs;
    const stamp = stampOf(this.#path);
    if (stamp === this.#stamp) return;
    try {
      const keys = readKeyFile(this.#path);
      this.#wasFileSeen ||= keys !== undefined;
      this.#known = [...this.#configured, ...(keys ?? []).map(knownKey)];
      this.#fault = undefined;
      this.#stamp = stamp;
    } catch (error) {
      if (!(error instanceof KeyFileError)) throw error;
      this.#known = this.#configured;
      this.#wasFileSeen = true;
      this.#fault = error;
    }
  }
}

function knownKey(key: ApiKey): KnownKey {
  return { key, digest: Buffer.from(key.sha256, 'hex') };
}

/** Differs once the file was replaced. */
function stampOf(path: string): string {
  try {
    const { mtimeNs, ino, size } = statSync(path, { bigint: true });
    return `${mtimeNs}:${ino}:${size}`;
  } catch {
    return 'none';
  }
}
