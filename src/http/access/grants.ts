import type { KeyRing } from './key-ring.ts';
import type { Grant } from './principal.ts';
import type { Sessions } from './sessions.ts';

/** Tells whether rights still count that were given before. */
export class Grants {
  readonly #keys: Pick<KeyRing, 'isValid'>;
  readonly #sessions: Pick<Sessions, 'isValid'>;

  constructor(keys: Pick<KeyRing, 'isValid'>, sessions: Pick<Sessions, 'isValid'>) {
    this.#keys = keys;
    this.#sessions = sessions;
  }

  /** Throws `unavailable` while the database is away that says so. */
  async isValid({ basis }: Grant): Promise<boolean> {
    switch (basis.kind) {
      case 'key':
        return this.#keys.isValid(basis);
      case 'session':
        return this.#sessions.isValid(basis.id);
      case 'none':
        return true;
    }
  }
}
