import pg from 'pg';
import { assayVersion } from '../../config/version.ts';
import { databaseFault } from './database-fault.ts';
import { MIGRATIONS } from './migrations.ts';

/** Of all processes that migrate one database; any number will do. */
const MIGRATION_LOCK = 4_710_815;

const CONNECT_MS = 5_000;
/** A connection that was cut without a word is given up after so long. */
const ANSWER_MS = 20_000;
const CONNECTIONS = 8;

/** Large counts come as numbers: none here exceeds 2^53. */
const INT8 = 20;
const types = new pg.TypeOverrides();
types.setTypeParser(INT8, Number);

export interface DatabaseOptions {
  /** The most connections at once. */
  readonly connections?: number;
  /** Told in a sentence what is wrong. */
  readonly onFault?: (message: string) => void;
}

export type Row = Readonly<Record<string, unknown>>;

/** What queries are asked of: the database, or one transaction of it. */
export interface Queries {
  /** The rows. Throws `unavailable` where the database is away, and the database's own error otherwise. */
  query<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<readonly R[]>;
}

/** The PostgreSQL database of shared storage, with its tables. */
export class PostgresDatabase implements Queries {
  readonly url: string;
  readonly #pool: pg.Pool;

  private constructor(url: string, { connections = CONNECTIONS, onFault = () => undefined }: DatabaseOptions) {
    this.url = url;
    this.#pool = new pg.Pool({ ...connectionOptions(url), max: connections, idleTimeoutMillis: 30_000 });
    this.#pool.on('error', (error) => onFault(`a connection to the database was lost: ${error.message}`));
  }

  /** Connects, and brings the tables up to date. Throws `unavailable` where the database is away, and an `Error` where it is of a newer version. */
  static async open(url: string, options: DatabaseOptions = {}): Promise<PostgresDatabase> {
    const database = new PostgresDatabase(url, options);
    try {
      await database.#migrate();
    } catch (error) {
      await database.close();
      throw error;
    }
    return database;
  }

  async query<R extends Row = Row>(text: string, values: readonly unknown[] = []): Promise<readonly R[]> {
    try {
      return rowsOf(await this.#pool.query<R>(text, [...values]));
    } catch (error) {
      throw databaseFault(error);
    }
  }

  /** Does work in one transaction, which is undone where the work throws. */
  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    const client = await this.#connect();
    let fault: Error | undefined;
    // A connection that is lost between two statements says so to nobody else.
    const onLost = (error: Error): void => void (fault = error);
    client.on('error', onLost);
    try {
      await client.query('BEGIN');
      const result = await work(queriesOf(client));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that can't undo it is of no use any more, and is closed.
      await client.query('ROLLBACK').catch((lost: unknown) => (fault = lost as Error));
      throw databaseFault(error);
    } finally {
      client.off('error', onLost);
      client.release(fault);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw databaseFault(error);
    }
  }

  async #migrate(): Promise<void> {
    await this.transaction(async (queries) => {
      await queries.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await queries.query(
        'CREATE TABLE IF NOT EXISTS assay_migrations (version integer PRIMARY KEY, at timestamptz DEFAULT now())',
      );
      const [row] = await queries.query<{ version: number | null }>('SELECT max(version) AS version FROM assay_migrations');
      const version = row?.version ?? 0;
      if (version > MIGRATIONS.length) {
        throw new Error(
          `the database has tables of a newer Assay (version ${version}, and Assay ${assayVersion} knows ${MIGRATIONS.length}): update Assay here`,
        );
      }
      for (const [at, statement] of MIGRATIONS.entries()) {
        if (at < version) continue;
        await queries.query(statement);
        await queries.query('INSERT INTO assay_migrations (version) VALUES ($1)', [at + 1]);
      }
    });
  }
}

/** A text of several statements, which has no values, has a result for each. */
function rowsOf<R extends Row>(results: pg.QueryResult<R> | readonly pg.QueryResult<R>[]): readonly R[] {
  return 'rows' in results ? results.rows : results.flatMap(({ rows }) => rows);
}

/** How every connection to the database is made. */
export function connectionOptions(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'assay',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    types,
  };
}

function queriesOf(client: pg.PoolClient): Queries {
  return {
    async query<R extends Row = Row>(text: string, values: readonly unknown[] = []): Promise<readonly R[]> {
      return (await client.query<R>(text, [...values])).rows;
    },
  };
}
