import { randomBytes } from 'node:crypto';
import type { Passes } from '../domain/passes.ts';
import { digestOf } from '../http/access/api-key.ts';

/** How long a person may take at the provider. */
export const ATTEMPT_SECONDS = 600;

/** A sign-in that was sent to the provider. */
export interface Attempt {
  /** Comes back with the code, so that no code of another sign-in is taken. */
  readonly state: string;
  /** Comes back in the ID token. */
  readonly nonce: string;
  /** Proves to the provider that who began the sign-in also ends it (PKCE, RFC 7636). */
  readonly codeVerifier: string;
  /** Where the provider sends the browser, by the address that the browser has used. */
  readonly redirectUri: string;
  /** Where to go on in the end. */
  readonly next: string;
}

interface Kept {
  readonly attempt: Attempt;
  readonly browser: string;
}

/**
 * Sign-ins that have begun and not ended. Each counts for one use, for ten minutes, and for the browser that began it: that one has a secret, of which
 * a hash is kept. Methods throw `unavailable` while the database is away that has them.
 */
export class SignInAttempts {
  readonly #passes: Passes;

  constructor(passes: Passes) {
    this.#passes = passes;
  }

  async begin(
    where: Pick<Attempt, 'redirectUri' | 'next'>,
  ): Promise<{ readonly attempt: Attempt; readonly browserSecret: string }> {
    const attempt = { ...where, state: random(), nonce: random(), codeVerifier: random() };
    const browserSecret = random();
    const kept: Kept = { attempt, browser: digestOf(browserSecret) };
    await this.#passes.put({ kind: 'sign-in', id: attempt.state }, JSON.stringify(kept), ATTEMPT_SECONDS * 1_000);
    return { attempt, browserSecret };
  }

  /** The sign-in that this browser began with this state, which uses it up; `undefined` where there is none any more. */
  async take(state: string, browserSecret: string): Promise<Attempt | undefined> {
    const key = { kind: 'sign-in', id: state } as const;
    const pass = await this.#passes.find(key);
    // A page that sends a browser here with a made-up state must not end what that browser has begun.
    if (pass === undefined || (JSON.parse(pass.body) as Kept).browser !== digestOf(browserSecret)) return undefined;
    const taken = await this.#passes.take(key);
    return taken === undefined ? undefined : (JSON.parse(taken) as Kept).attempt;
  }
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
