import { digestOf, randomSecret } from './api-key.ts';
import type { Grant } from './principal.ts';

/** A session ends when it was not used for this long, */
const IDLE_MS = 12 * 60 * 60 * 1000;
/** and in any case after this long. */
const WHOLE_MS = 7 * 24 * 60 * 60 * 1000;

/** With more, the one that was not used for the longest time ends. */
const MAX_SESSIONS = 10_000;

interface Session {
  readonly grant: Grant;
  readonly startedMs: number;
  usedMs: number;
}

/**
 * The sessions of browsers, in this process: a restart ends them. A session is known by the hash of a secret that only its browser has, and
 * is over with the key that it was begun with.
 */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** Begins a session and returns its secret. It is always a new one, so that nobody can choose it for somebody else. */
  begin(grant: Grant): string {
    const token = randomSecret();
    const startedMs = this.#nowMs();
    this.#sessions.set(digestOf(token), { grant, startedMs, usedMs: startedMs });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MAX_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    return token;
  }

  /** The right that the session gives; `undefined` where it is over, or never was. */
  find(token: string): Grant | undefined {
    const id = digestOf(token);
    const session = this.#sessions.get(id);
    if (session === undefined || !this.#use(id, session)) return undefined;
    const { name, scope, id: holder } = session.grant;
    return { name, scope, id: holder, isValid: () => this.#sessions.get(id) === session && this.#use(id, session) };
  }

  /** Returns the right that the session was begun with, if there was such a session. */
  end(token: string): Grant | undefined {
    const id = digestOf(token);
    const grant = this.#sessions.get(id)?.grant;
    this.#sessions.delete(id);
    return grant;
  }

  /** Counts as a use; `false`, and the end, where it is over. */
  #use(id: string, session: Session): boolean {
    const nowMs = this.#nowMs();
    const isOver = nowMs - session.usedMs > IDLE_MS || nowMs - session.startedMs > WHOLE_MS || !session.grant.isValid();
    this.#sessions.delete(id);
    if (isOver) return false;
    session.usedMs = nowMs;
    // Put at the end, so that the first is the one that was not used for the longest time.
    this.#sessions.set(id, session);
    return true;
  }
}
