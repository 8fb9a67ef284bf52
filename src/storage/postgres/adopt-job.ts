import type { EventBatch } from '../../domain/event-batch.ts';
import { experimentIdOf } from '../../domain/run-of-job.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { type StoredJob, withoutLastNewline } from './shared-jobs.ts';

/**
 * Puts a job that has ended into the database as another store has it: the texts of its record and its summary, and its events, all or nothing. False
 * where a job of its id is there.
 */
export async function adoptJob(
  database: PostgresDatabase,
  { job, manifest, summary }: Pick<StoredJob, 'job' | 'manifest' | 'summary'>,
  events: AsyncIterable<EventBatch>,
): Promise<boolean> {
  return database.transaction(async (queries) => {
    const [row] = await queries.query(
      `INSERT INTO assay_jobs (id, status, experiment, manifest, summary) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET status = $2, experiment = $3, manifest = $4, summary = $5, is_deleted = false,
         version = assay_jobs.version + 1, changed = pg_current_xact_id()
       WHERE assay_jobs.is_deleted RETURNING id`,
      [job.id, job.status, experimentIdOf(job.spec), manifest, summary],
    );
    if (row === undefined) return false;
    let count = 0;
    for await (const batch of events) {
      if (batch.firstSeq !== count) throw new Error(`event ${count} of job ${job.id} is missing`);
      await queries.query(
        `INSERT INTO assay_events (job_id, seq, line)
         SELECT $1, $2 + at - 1, line FROM string_to_table(convert_from($3, 'UTF8'), E'\\n') WITH ORDINALITY AS lines (line, at)`,
        [job.id, batch.firstSeq, withoutLastNewline(batch)],
      );
      count += batch.count;
    }
    await queries.query(
      `INSERT INTO assay_logs (job_id, events) VALUES ($1, $2) ON CONFLICT (job_id) DO UPDATE
       SET generation = nextval('assay_tokens'), token = NULL, events = $2, orders = NULL, changed = pg_current_xact_id()`,
      [job.id, count],
    );
    return true;
  });
}
