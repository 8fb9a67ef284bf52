import { text } from 'node:stream/consumers';
import type { EventBatch } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';
import type { JobFile } from '../../domain/job-store.ts';
import { experimentIdOf } from '../../domain/run-of-job.ts';
import { byteLines } from '../../files/byte-lines.ts';
import type { PostgresDatabase, Queries } from './postgres-database.ts';
import { LABELS } from './replica-documents.ts';
import { SharedDocuments } from './shared-documents.ts';
import { withoutLastNewline } from './shared-jobs.ts';

/** A file of labels: of the job, or of one of its steps. */
const LABELS_FILE = /^labels(?:\.(\d+))?\/[^/]+$/;

const NEWLINE = Buffer.from('\n');

/**
 * Puts a job that has ended into the database from its files: the texts of its record and its summary, its events and its labels, all or nothing. False
 * where a job of its id is there.
 */
export async function adoptFiles(database: PostgresDatabase, job: Job, files: readonly JobFile[]): Promise<boolean> {
  return database.transaction(async (queries) => {
    const [row] = await queries.query(
      `INSERT INTO assay_jobs (id, status, experiment, manifest, summary) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET status = $2, experiment = $3, manifest = $4, summary = $5, is_deleted = false,
         version = assay_jobs.version + 1, changed = pg_current_xact_id()
       WHERE assay_jobs.is_deleted RETURNING id`,
      [
        job.id,
        job.status,
        experimentIdOf(job.spec),
        (await textOf(files, 'manifest.json')) ?? '',
        await textOf(files, 'summary.json'),
      ],
    );
    if (row === undefined) return false;
    await queries.query(
      `INSERT INTO assay_logs (job_id, events) VALUES ($1, $2) ON CONFLICT (job_id) DO UPDATE
       SET generation = nextval('assay_tokens'), token = NULL, events = $2, orders = NULL, changed = pg_current_xact_id()`,
      [job.id, await addEvents(queries, job.id, files)],
    );
    await addLabels(queries, job.id, files);
    return true;
  });
}

/** Returns how many there are. */
async function addEvents(queries: Queries, jobId: string, files: readonly JobFile[]): Promise<number> {
  const log = files.find(({ name }) => name === 'events.jsonl');
  let count = 0;
  if (log === undefined) return count;
  for await (const batch of batchesOf(log)) {
    await queries.query(
      `INSERT INTO assay_events (job_id, seq, line)
       SELECT $1, $2 + at - 1, line FROM string_to_table(convert_from($3, 'UTF8'), E'\\n') WITH ORDINALITY AS lines (line, at)`,
      [jobId, batch.firstSeq, withoutLastNewline(batch)],
    );
    count += batch.count;
  }
  return count;
}

async function* batchesOf({ chunks }: JobFile): AsyncGenerator<EventBatch> {
  let firstSeq = 0;
  for await (const lines of byteLines(chunks(), Infinity, () => new Error('a line is too long'))) {
    if (lines.length === 0) continue;
    const bytes = Buffer.concat(lines.flatMap((line) => [line.bytes, NEWLINE]));
    yield { firstSeq, count: lines.length, bytes };
    firstSeq += lines.length;
  }
}

async function addLabels(queries: Queries, jobId: string, files: readonly JobFile[]): Promise<void> {
  const documents = new SharedDocuments(queries);
  for (const { name: file, chunks } of files) {
    const [isLabels, step] = LABELS_FILE.exec(file) ?? [];
    if (isLabels === undefined) continue;
    const body = await text(chunks());
    const owner = step === undefined ? jobId : `${jobId}.${step}`;
    await documents.put({ kind: LABELS, owner, name: nameOfLabels(body) }, body);
  }
}

/** The first line of a set of labels says how it is called. */
function nameOfLabels(body: string): string {
  return (JSON.parse(body.slice(0, body.indexOf('\n'))) as { readonly name: string }).name;
}

/** `null` where there is no such file. */
async function textOf(files: readonly JobFile[], name: string): Promise<string | null> {
  const file = files.find((one) => one.name === name);
  return file === undefined ? null : text(file.chunks());
}
