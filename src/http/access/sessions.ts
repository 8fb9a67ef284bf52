import type { Passes } from '../../domain/passes.ts';
import { digestOf, randomSecret } from './api-key.ts';
import type { KeyRing } from './key-ring.ts';
import type { Grant } from './principal.ts';

/** A session ends when it was not used for this long, */
const IDLE_MS = 12 * 60 * 60 * 1000;
/** and in any case after this long. */
const WHOLE_MS = 7 * 24 * 60 * 60 * 1000;

/** A use is noted so long after the last one that was. */
const NOTE_MS = 60_000;

/** What is kept of a session. */
export interface Session {
  /** The right that it was begun with. */
  readonly grant: Grant;
  readonly startedMs: number;
  /** Of a session that was begun at a provider: tells it later whose session ends. */
  readonly idToken?: string | null;
}

/**
 * The sessions of browsers. A session is known by the hash of a secret that only its browser has, and is over with the key that it was begun
 * with. Methods throw `unavailable` while the database is away that has them.
 */
export class Sessions {
  readonly #passes: Passes;
  readonly #keys: Pick<KeyRing, 'isValid'>;
  readonly #nowMs: () => number;

  constructor(passes: Passes, keys: Pick<KeyRing, 'isValid'>, nowMs: () => number = Date.now) {
    this.#passes = passes;
    this.#keys = keys;
    this.#nowMs = nowMs;
  }

  /** Begins a session and returns its secret. It is always a new one, so that nobody can choose it for somebody else. */
  async begin(grant: Grant, provider: Pick<Session, 'idToken'> = {}): Promise<string> {
    const token = randomSecret();
    const session: Session = { grant, startedMs: this.#nowMs(), ...provider };
    await this.#passes.put({ kind: 'session', id: digestOf(token) }, JSON.stringify(session), IDLE_MS);
    return token;
  }

  /** The right that the session gives, which is over with it; `undefined` where it is over, or never was. Counts as a use. */
  async find(token: string): Promise<Grant | undefined> {
    const id = digestOf(token);
    const grant = await this.#use(id);
    return grant && { ...grant, basis: { kind: 'session', id } };
  }

  /** Whether the session that is kept under this hash is not over. Counts as a use. */
  async isValid(id: string): Promise<boolean> {
    return (await this.#use(id)) !== undefined;
  }

  /** Ends a session, and returns it if it was there. */
  async end(token: string): Promise<Session | undefined> {
    const body = await this.#passes.take({ kind: 'session', id: digestOf(token) });
    return body === undefined ? undefined : (JSON.parse(body) as Session);
  }

  async #use(id: string): Promise<Grant | undefined> {
    const key = { kind: 'session', id } as const;
    const pass = await this.#passes.find(key);
    if (pass === undefined) return undefined;
    const { grant, startedMs } = JSON.parse(pass.body) as Session;
    if (grant.basis.kind === 'key' && !(await this.#keys.isValid(grant.basis))) {
      await this.#passes.take(key);
      return undefined;
    }
    const leftMs = Math.min(IDLE_MS, startedMs + WHOLE_MS - this.#nowMs());
    if (Math.abs(leftMs - pass.leftMs) > NOTE_MS) await this.#passes.extend(key, leftMs);
    return grant;
  }
}
