import { randomBytes } from 'node:crypto';
import { digestOf } from '../http/access/api-key.ts';

/** How long a person may take at the provider. */
export const ATTEMPT_SECONDS = 600;

/** With more, the oldest is forgotten. */
const MAX_ATTEMPTS = 10_000;

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
  readonly begunMs: number;
}

/**
 * Sign-ins that have begun and not ended, in this process. Each counts for one use, for ten minutes, and for the browser that began it: that one
 * has a secret, of which a hash is kept.
 */
export class SignInAttempts {
  readonly #attempts = new Map<string, Kept>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => Date.now()) {
    this.#nowMs = nowMs;
  }

  begin(where: Pick<Attempt, 'redirectUri' | 'next'>): { readonly attempt: Attempt; readonly browserSecret: string } {
    this.#forgetOld();
    const attempt = { ...where, state: random(), nonce: random(), codeVerifier: random() };
    const browserSecret = random();
    this.#attempts.set(attempt.state, { attempt, browser: digestOf(browserSecret), begunMs: this.#nowMs() });
    return { attempt, browserSecret };
  }

  /** The sign-in that this browser began with this state, which uses it up; `undefined` where there is none any more. */
  take(state: string, browserSecret: string): Attempt | undefined {
    const kept = this.#attempts.get(state);
    // A page that sends a browser here with a made-up state must not end what that browser has begun.
    if (kept === undefined || kept.browser !== digestOf(browserSecret)) return undefined;
    this.#attempts.delete(state);
    return this.#isLate(kept) ? undefined : kept.attempt;
  }

  #forgetOld(): void {
    for (const [state, kept] of this.#attempts) {
      if (!this.#isLate(kept) && this.#attempts.size < MAX_ATTEMPTS) return;
      this.#attempts.delete(state);
    }
  }

  #isLate({ begunMs }: Kept): boolean {
    return this.#nowMs() - begunMs > ATTEMPT_SECONDS * 1_000;
  }
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
