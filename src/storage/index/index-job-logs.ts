import { LRUCache } from 'lru-cache';
import { isSettled, type Job } from '../../domain/job.ts';
import { type FileState, fileState } from '../../files/file-state.ts';
import { LOG_START, type Position, readPage } from '../file/event-page.ts';
import type { IndexDatabase } from './index-database.ts';
import { query } from './index-schema.ts';
import { JobIndexer, JobNotIndexedError } from './job-indexer.ts';
import { logStamp, noteLog } from './job-table.ts';
import { hasIndexedLines } from './indexed-lines.ts';
import { putRun, runRowOfJob } from './run-rows.ts';
import { countedFigures, type StoredFigures } from '../../domain/job-figures.ts';
import { databaseOfThread, patiently } from './thread-database.ts';

/** Rows that are written in one transaction: so many take some ten milliseconds. */
const ROWS_AT_ONCE = 1_000;

/** Jobs that may go on, whose reading is kept. */
const MAX_READINGS = 16;

export interface LogToIndex {
  /** As it is shown now. */
  readonly job: Job;
  /** The path of its log. */
  readonly file: string;
  /** Whether its rows are known to be of another log, and are all made anew. */
  readonly isReplaced?: boolean;
}

export interface IndexJobLogs {
  readonly indexPath: string;
  readonly textPath: string;
  readonly scope: string;
  readonly logs: readonly LogToIndex[];
  /** Bytes read, and bytes to be read, of the log at work: two 64-bit floats. */
  readonly progress: SharedArrayBuffer;
}

export interface IndexedLog {
  readonly jobId: string;
  /** Lines that can't be read, counted from 1. */
  readonly damagedLines: readonly number[];
  /** Why it could not be read; `null` where it was. */
  readonly fault: string | null;
}

/** How far the log of a job has been read. */
interface Reading {
  readonly indexer: JobIndexer;
  readonly inode: bigint;
  readonly damagedLines: number[];
  next: Position;
}

const readings = new LRUCache<string, Reading>({ max: MAX_READINGS });

/** Reads the logs of jobs into the index, from where an earlier call has left them. A log that can't be read harms no other. */
export async function indexJobLogs(task: IndexJobLogs): Promise<readonly IndexedLog[]> {
  const database = databaseOfThread(task.indexPath);
  const results: IndexedLog[] = [];
  for (const log of task.logs) {
    const jobId = log.job.id;
    try {
      results.push({ jobId, damagedLines: await indexLog(database, task, log), fault: null });
    } catch (error) {
      readings.delete(keyOf(task, log));
      if (!(error instanceof JobNotIndexedError) && 'errcode' in (error as object)) throw error;
      results.push({ jobId, damagedLines: [], fault: error instanceof JobNotIndexedError ? null : String(error) });
    }
  }
  return results;
}

async function indexLog(database: IndexDatabase, task: IndexJobLogs, log: LogToIndex): Promise<readonly number[]> {
  const { job, file } = log;
  const state = await logState(file);
  if (log.isReplaced !== true && refreshRuns(database, task.scope, job, state)) return [];
  const reading = readingOf(database, task, log, state);
  reading.indexer.job = job;
  await readOn(database, task, log, reading, state?.size ?? 0);
  patiently(() => {
    database.transaction(() => {
      reading.indexer.write(database, 'exact');
      noteLog(database, task.scope, job.id, state);
    });
  });
  if (isSettled(job.status)) readings.delete(keyOf(task, log));
  else readings.set(keyOf(task, log), reading);
  return reading.damagedLines;
}

/** Goes on with an earlier reading of the same file, or begins anew. */
function readingOf(database: IndexDatabase, task: IndexJobLogs, log: LogToIndex, state: FileState | undefined): Reading {
  const { scope } = task;
  const inode = state?.inode ?? 0n;
  const isSameLog = log.isReplaced !== true && isInIndex(database, scope, log, state);
  const known = readings.get(keyOf(task, log));
  if (isSameLog && known?.inode === inode && known.next.offset <= (state?.size ?? 0)) return known;
  const indexer = new JobIndexer(scope, log.job, isSameLog ? 'keep' : 'remove');
  return { indexer, inode, damagedLines: [], next: LOG_START };
}

async function readOn(
  database: IndexDatabase,
  { progress }: IndexJobLogs,
  { file }: LogToIndex,
  reading: Reading,
  size: number,
): Promise<void> {
  const shared = new Float64Array(progress);
  shared[1] = size;
  for (;;) {
    const page = await readPage(file, reading.next, size);
    for (const batch of page.batches) reading.indexer.add(batch, batch.offset);
    reading.damagedLines.push(...page.damagedLines);
    reading.next = page.next;
    shared[0] = page.next.offset;
    if (reading.indexer.waiting >= ROWS_AT_ONCE) patiently(() => reading.indexer.write(database, 'reading'));
    if (!page.isFull) return;
  }
}

/** Where the log is in the index as it is, only what the job says of its runs is put there anew. Returns whether that was so. */
function refreshRuns(database: IndexDatabase, scope: string, job: Job, state: FileState | undefined): boolean {
  const ofJob = query.selectFrom('runs').select(['step_index', 'figures']).where('scope', '=', scope);
  const runs = database.all(ofJob.where('source', '=', 'job').where('origin', '=', job.id));
  const log = database.first(
    query.selectFrom('jobs').select('log_stamp').where('scope', '=', scope).where('job_id', '=', job.id),
  );
  const isWhole = log?.log_stamp === logStamp(state) && runs.length > 0 && runs.every(({ figures }) => figures !== null);
  if (!isWhole) return false;
  patiently(() =>
    database.transaction(() => {
      for (const { step_index: index, figures } of runs) {
        const counted = countedFigures(JSON.parse(figures ?? '') as StoredFigures);
        putRun(database, runRowOfJob(scope, job, index < 0 ? null : index, { counted, figures }), 'keep');
      }
    }),
  );
  return true;
}

/** Whether what the index has of a job is the beginning of its log as it is now; so is nothing. */
function isInIndex(database: IndexDatabase, scope: string, { job, file }: LogToIndex, state: FileState | undefined): boolean {
  const row = database.first(
    query
      .selectFrom('jobs')
      .select(['log_inode', 'log_bytes', 'log_stamp'])
      .where('scope', '=', scope)
      .where('job_id', '=', job.id),
  );
  if (row === undefined || row.log_bytes === 0) return row !== undefined;
  const size = state?.size ?? 0;
  // A process that follows its own job notes the file only at the end.
  const isSameFile = row.log_inode === null || row.log_inode === String(state?.inode);
  // A log that was whole, and has changed without growing, was written over.
  const hasGrown = row.log_stamp === null || row.log_stamp === logStamp(state) || size > row.log_bytes;
  return isSameFile && hasGrown && row.log_bytes <= size && hasIndexedLines(database, scope, job.id, file);
}

/** The state of a log; `undefined` for none, and for what is no file. Reading that might never end. */
async function logState(file: string): Promise<FileState | undefined> {
  const state = await fileState(file);
  return state?.isFile === true ? state : undefined;
}

function keyOf({ scope }: IndexJobLogs, { job }: LogToIndex): string {
  return `${scope} ${job.id}`;
}
