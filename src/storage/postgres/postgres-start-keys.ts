import { hash } from 'node:crypto';
import type { KeyedStart, StartKeys } from '../../domain/start-keys.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { type DocumentKey, SharedDocuments } from './shared-documents.ts';

const KIND = 'start-key';

/** How often old keys are removed, in starts with a key. */
const TIDY_EVERY = 100;

/** That of one key, or of all. */
const DELETE_OLD = `DELETE FROM assay_documents WHERE kind = $1 AND owner = coalesce($2, owner) AND updated_at < clock_timestamp() - interval '1 day'`;

/** Keys of starts as documents, under their hash. */
export class PostgresStartKeys implements StartKeys {
  readonly #database: PostgresDatabase;
  readonly #documents: SharedDocuments;
  #kept = 0;

  constructor(database: PostgresDatabase) {
    this.#database = database;
    this.#documents = new SharedDocuments(database);
  }

  async keep(key: string, start: KeyedStart): Promise<KeyedStart> {
    await this.#forgetOld(keyOf(key).owner);
    this.#kept += 1;
    if (this.#kept % TIDY_EVERY === 0) await this.#forgetOld(null);
    return JSON.parse(await this.#documents.putFirst(keyOf(key), JSON.stringify(start))) as KeyedStart;
  }

  async find(key: string): Promise<KeyedStart | undefined> {
    await this.#forgetOld(keyOf(key).owner);
    const body = await this.#documents.find(keyOf(key));
    return body === undefined ? undefined : (JSON.parse(body) as KeyedStart);
  }

  async confirm(key: string, start: KeyedStart): Promise<void> {
    await this.#documents.put(keyOf(key), JSON.stringify({ ...start, hasStarted: true }));
  }

  async forget(key: string): Promise<void> {
    await this.#database.query('DELETE FROM assay_documents WHERE kind = $1 AND owner = $2', [KIND, keyOf(key).owner]);
  }

  async #forgetOld(owner: string | null): Promise<void> {
    await this.#database.query(DELETE_OLD, [KIND, owner]);
  }
}

function keyOf(key: string): DocumentKey {
  return { kind: KIND, owner: hash('sha256', key), name: '' };
}
