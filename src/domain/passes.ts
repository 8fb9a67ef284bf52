export const PASSES = Symbol('Passes');

/** What gets somebody in for a while: the session of a browser, a ticket for one stream, a sign-in that has begun at a provider. */
export type PassKind = 'session' | 'ticket' | 'sign-in';

export interface PassKey {
  readonly kind: PassKind;
  /** No secret, or the hash of one. */
  readonly id: string;
}

export interface Pass {
  readonly body: string;
  /** How long it is still there. */
  readonly leftMs: number;
}

/**
 * Texts that are there for a while, of one process or of all over one database. Where there are very many of a kind, the one that was kept or
 * extended the longest time ago is forgotten. Methods throw `unavailable` while the database is away.
 */
export interface Passes {
  /** Keeps a text for so long. */
  put(key: PassKey, body: string, forMs: number): Promise<void>;

  /** `undefined` where it is not there any more. */
  find(key: PassKey): Promise<Pass | undefined>;

  /** Has one that is there last for so long from now. */
  extend(key: PassKey, forMs: number): Promise<void>;

  /** Puts another text in the place of this one. Of all who try it at once, in whichever process, one gets `true`. */
  replace(key: PassKey, from: string, to: Pass): Promise<boolean>;

  /** Takes it away. Of all who try it at once one gets it, the others `undefined`. */
  take(key: PassKey): Promise<string | undefined>;
}
