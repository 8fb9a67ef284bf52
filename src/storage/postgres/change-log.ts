import type { JobStatus } from '../../domain/job.ts';
import type { PostgresDatabase, Queries } from './postgres-database.ts';

/** How a job is in the database, as far as it takes to see that it has changed. */
export interface ChangedJob {
  readonly id: string;
  readonly status: JobStatus;
  readonly version: number;
  readonly generation: number;
  /** In its log. */
  readonly events: number;
  readonly isDeleted: boolean;
}

export interface ChangedDocument {
  readonly kind: string;
  readonly owner: string;
  readonly name: string;
  readonly isDeleted: boolean;
}

export interface ChangedImport {
  readonly runId: string;
  readonly digest: string;
  readonly isDeleted: boolean;
}

/** What has changed since somebody looked. */
export interface Changes {
  readonly jobs: readonly ChangedJob[];
  readonly documents: readonly ChangedDocument[];
  readonly imports: readonly ChangedImport[];
  /** From where to go on the next time. */
  readonly since: string;
}

/**
 * What has changed since a look before, or all there is where there was none. Everything that was committed before the call is in it; what was in
 * the look before may be in it again, which does no harm.
 *
 * Transactions commit in another order than they begin: the next look starts from the oldest one that was still open at this one.
 */
export async function changesSince(database: PostgresDatabase, since: string | null): Promise<Changes> {
  const [snapshot] = await database.query<{ since: string }>('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS since');
  if (snapshot === undefined) throw new Error('the database gave no snapshot');
  const from = since ?? '0';
  const [jobs, documents, imports] = await Promise.all([
    changedJobs(database, from),
    database.query<ChangedDocument & Record<string, unknown>>(
      `SELECT kind, owner, name, is_deleted AS "isDeleted" FROM assay_documents WHERE changed >= $1::xid8`,
      [from],
    ),
    database.query<ChangedImport & Record<string, unknown>>(
      `SELECT run_id AS "runId", digest, is_deleted AS "isDeleted" FROM assay_imports WHERE changed >= $1::xid8`,
      [from],
    ),
  ]);
  return { jobs, documents, imports, since: snapshot.since };
}

function changedJobs(queries: Queries, from: string): Promise<readonly ChangedJob[]> {
  return queries.query<ChangedJob & Record<string, unknown>>(
    `SELECT j.id, j.status, j.version, l.generation, l.events, j.is_deleted AS "isDeleted"
     FROM assay_jobs j JOIN assay_logs l ON l.job_id = j.id
     WHERE j.id IN (SELECT id FROM assay_jobs WHERE changed >= $1::xid8 UNION SELECT job_id FROM assay_logs WHERE changed >= $1::xid8)`,
    [from],
  );
}
