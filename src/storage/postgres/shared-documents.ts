import type { Queries } from './postgres-database.ts';

/** What a text is: labels of a run, a run that was hidden, the key of a start. */
export interface DocumentKey {
  readonly kind: string;
  readonly owner: string;
  readonly name: string;
}

export interface SharedDocument extends DocumentKey {
  readonly body: string;
}

const IS_KEY = 'kind = $1 AND owner = $2 AND name = $3 AND NOT is_deleted';

/** Small texts under a name, for all processes. One that was deleted leaves word for those who follow. */
export class SharedDocuments {
  readonly #database: Queries;

  constructor(database: Queries) {
    this.#database = database;
  }

  async find({ kind, owner, name }: DocumentKey): Promise<string | undefined> {
    const text = `SELECT body FROM assay_documents WHERE ${IS_KEY}`;
    return (await this.#database.query<{ body: string }>(text, [kind, owner, name]))[0]?.body;
  }

  async put({ kind, owner, name }: DocumentKey, body: string): Promise<void> {
    await this.#database.query(
      `INSERT INTO assay_documents (kind, owner, name, body) VALUES ($1, $2, $3, $4)
       ON CONFLICT (kind, owner, name) DO UPDATE SET body = $4, is_deleted = false, updated_at = clock_timestamp(), changed = pg_current_xact_id()`,
      [kind, owner, name, body],
    );
  }

  /** Keeps a text where there is none under its name. Returns the one that is there then. */
  async putFirst({ kind, owner, name }: DocumentKey, body: string): Promise<string> {
    const [row] = await this.#database.query<{ body: string }>(
      `INSERT INTO assay_documents AS d (kind, owner, name, body) VALUES ($1, $2, $3, $4)
       ON CONFLICT (kind, owner, name) DO UPDATE SET body = CASE WHEN d.is_deleted THEN $4 ELSE d.body END, is_deleted = false,
         updated_at = CASE WHEN d.is_deleted THEN clock_timestamp() ELSE d.updated_at END, changed = pg_current_xact_id()
       RETURNING body`,
      [kind, owner, name, body],
    );
    return row?.body ?? body;
  }

  /** Returns whether there was one. */
  async delete({ kind, owner, name }: DocumentKey): Promise<boolean> {
    const text = `UPDATE assay_documents SET ${DELETED} WHERE ${IS_KEY} RETURNING name`;
    return (await this.#database.query(text, [kind, owner, name])).length > 0;
  }

  /** Deletes the labels of a run, and of what lies below it. */
  async deleteOf(runId: string): Promise<void> {
    await deleteDocumentsOf(this.#database, runId);
  }

  /** Those of these keys that are there. */
  async all(keys: readonly DocumentKey[]): Promise<readonly SharedDocument[]> {
    if (keys.length === 0) return [];
    return this.#database.query<SharedDocument & Record<string, unknown>>(
      `SELECT d.kind, d.owner, d.name, d.body FROM assay_documents d
       JOIN unnest($1::text[], $2::text[], $3::text[]) AS k (kind, owner, name) USING (kind, owner, name) WHERE NOT d.is_deleted`,
      [keys.map(({ kind }) => kind), keys.map(({ owner }) => owner), keys.map(({ name }) => name)],
    );
  }
}

const DELETED = `is_deleted = true, body = '', updated_at = clock_timestamp(), changed = pg_current_xact_id()`;

/** Deletes the labels of a run and of its steps, together with the run. */
export async function deleteDocumentsOf(queries: Queries, runId: string): Promise<void> {
  const text = `UPDATE assay_documents SET ${DELETED} WHERE NOT is_deleted AND kind = $2 AND (owner = $1 OR starts_with(owner, $1 || '.'))`;
  await queries.query(text, [runId, 'labels']);
}
