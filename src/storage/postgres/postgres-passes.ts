import type { Pass, PassKey, Passes } from '../../domain/passes.ts';
import type { PostgresDatabase } from './postgres-database.ts';

/** Of a kind; with more, the oldest are forgotten. */
const MOST = 10_000;

/** How often those that are over are removed, in passes that this process has kept. */
const TIDY_EVERY = 100;

const IS_THERE = 'kind = $1 AND id = $2 AND ends_at >= clock_timestamp()';

/** The passes of all processes over one database, by the clock of the database. */
export class PostgresPasses implements Passes {
  readonly #database: PostgresDatabase;
  readonly #most: number;
  #kept = 0;

  constructor(database: PostgresDatabase, { most = MOST }: { readonly most?: number } = {}) {
    this.#database = database;
    this.#most = most;
  }

  async put({ kind, id }: PassKey, body: string, forMs: number): Promise<void> {
    await this.#database.query(
      `INSERT INTO assay_passes (kind, id, body, ends_at) VALUES ($1, $2, $3, ${end('$4::float8')})
       ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, ends_at = excluded.ends_at, kept_at = clock_timestamp()`,
      [kind, id, body, forMs],
    );
    this.#kept += 1;
    if (this.#kept % TIDY_EVERY === 0) await this.tidy();
  }

  async find({ kind, id }: PassKey): Promise<Pass | undefined> {
    const [row] = await this.#database.query<{ body: string; left_ms: number }>(
      `SELECT body, (extract(epoch FROM ends_at - clock_timestamp()) * 1000)::float8 AS left_ms FROM assay_passes WHERE ${IS_THERE}`,
      [kind, id],
    );
    return row && { body: row.body, leftMs: row.left_ms };
  }

  async extend({ kind, id }: PassKey, forMs: number): Promise<void> {
    await this.#database.query(
      `UPDATE assay_passes SET ends_at = ${end('$3::float8')}, kept_at = clock_timestamp() WHERE ${IS_THERE}`,
      [kind, id, forMs],
    );
  }

  async replace({ kind, id }: PassKey, from: string, { body, leftMs }: Pass): Promise<boolean> {
    const rows = await this.#database.query(
      `UPDATE assay_passes SET body = $4, ends_at = ${end('$5::float8')}, kept_at = clock_timestamp() WHERE ${IS_THERE} AND body = $3 RETURNING id`,
      [kind, id, from, body, leftMs],
    );
    return rows.length > 0;
  }

  async take({ kind, id }: PassKey): Promise<string | undefined> {
    const [row] = await this.#database.query<{ body: string }>(`DELETE FROM assay_passes WHERE ${IS_THERE} RETURNING body`, [
      kind,
      id,
    ]);
    return row?.body;
  }

  /** Removes those that are over, and the oldest of too many. */
  async tidy(): Promise<void> {
    await this.#database.query(
      `DELETE FROM assay_passes p USING (
         SELECT kind, id, row_number() OVER (PARTITION BY kind ORDER BY kept_at DESC) AS place FROM assay_passes WHERE ends_at >= clock_timestamp()
       ) AS there
       WHERE p.kind = there.kind AND p.id = there.id AND there.place > $1`,
      [this.#most],
    );
    await this.#database.query('DELETE FROM assay_passes WHERE ends_at < clock_timestamp()');
  }
}

/** That of a parameter in milliseconds from now. */
function end(parameter: string): string {
  return `clock_timestamp() + ${parameter} * interval '1 millisecond'`;
}
