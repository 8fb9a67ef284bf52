import { hostname } from 'node:os';
import type { Role } from '../../config/config.ts';
import type { PostgresDatabase } from './postgres-database.ts';

/** How long a process counts as there that was not heard of, by the clock of the database. */
const PATIENCE_SECONDS = 15;

const IS_THERE = `greatest(seen_at, pg_postmaster_start_time()) > clock_timestamp() - interval '${PATIENCE_SECONDS} seconds'`;

/** A process over the database. */
export interface ListedProcess {
  readonly id: string;
  readonly role: Role;
  readonly host: string;
  readonly pid: number;
}

/** Who is there: every process over one database says so every few seconds. */
export class ProcessRoster {
  readonly #database: PostgresDatabase;
  readonly #self: ListedProcess;

  constructor(database: PostgresDatabase, id: string, role: Role) {
    this.#database = database;
    this.#self = { id, role, host: hostname(), pid: process.pid };
  }

  /** Who this process is, for people. */
  get self(): ListedProcess {
    return this.#self;
  }

  /** Says that this process is there, and strikes off those that are lost. */
  async signIn(): Promise<void> {
    const { id, role, host, pid } = this.#self;
    await this.#database.query(
      `INSERT INTO assay_processes (id, role, host, pid) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()`,
      [id, role, host, pid],
    );
    await this.#database.query(`DELETE FROM assay_processes WHERE id <> $1 AND NOT (${IS_THERE})`, [id]);
  }

  async signOff(): Promise<void> {
    await this.#database.query('DELETE FROM assay_processes WHERE id = $1', [this.#self.id]);
  }

  /** Takes a duty that no process has that is there. Returns whether this process has it. */
  async takeDuty(duty: string): Promise<boolean> {
    const rows = await this.#database.query(
      `INSERT INTO assay_duties AS d (duty, holder) VALUES ($1, $2)
       ON CONFLICT (duty) DO UPDATE SET holder = $2
         WHERE d.holder = $2 OR NOT EXISTS (SELECT 1 FROM assay_processes WHERE id = d.holder AND ${IS_THERE})
       RETURNING duty`,
      [duty, this.#self.id],
    );
    return rows.length > 0;
  }

  /** The processes that run jobs. */
  async workers(): Promise<readonly ListedProcess[]> {
    return this.#database.query<ListedProcess & Record<string, unknown>>(
      `SELECT id, role, host, pid FROM assay_processes WHERE role <> 'api' AND ${IS_THERE} ORDER BY host, pid`,
    );
  }
}
