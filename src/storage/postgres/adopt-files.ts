import { text } from 'node:stream/consumers';
import type { EventBatch } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';
import type { JobFile } from '../../domain/job-store.ts';
import { byteLines } from '../../files/byte-lines.ts';
import { adoptJob } from './adopt-job.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { LABELS } from './replica-documents.ts';
import { SharedDocuments } from './shared-documents.ts';

/** A file of labels: of the job, or of one of its steps. */
const LABELS_FILE = /^labels(?:\.(\d+))?\/[^/]+$/;

/** Puts a job that has ended into the database from its files, its labels among them. False where a job of its id is there. */
export async function adoptFiles(database: PostgresDatabase, job: Job, files: readonly JobFile[]): Promise<boolean> {
  const events = files.find(({ name }) => name === 'events.jsonl');
  const [manifest = '', summary] = await Promise.all(['manifest.json', 'summary.json'].map((name) => textOf(files, name)));
  const stored = { job, manifest, summary: summary ?? null };
  if (!(await adoptJob(database, stored, events === undefined ? none() : batchesOf(events)))) return false;
  const documents = new SharedDocuments(database);
  for (const { name: file } of files) {
    const [isLabels, step] = LABELS_FILE.exec(file) ?? [];
    const body = isLabels === undefined ? undefined : await textOf(files, file);
    if (body === undefined) continue;
    const owner = step === undefined ? job.id : `${job.id}.${step}`;
    await documents.put({ kind: LABELS, owner, name: nameOfLabels(body) }, body);
  }
  return true;
}

/** The first line of a set of labels says how it is called. */
function nameOfLabels(body: string): string {
  return (JSON.parse(body.slice(0, body.indexOf('\n'))) as { readonly name: string }).name;
}

async function textOf(files: readonly JobFile[], name: string): Promise<string | undefined> {
  const file = files.find((one) => one.name === name);
  return file === undefined ? undefined : text(file.chunks());
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

const NEWLINE = Buffer.from('\n');

async function* none(): AsyncGenerator<EventBatch> {
  // A job without a log.
}
