import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { endAfter, isSettled, type Job, JOB_STATUSES, type JobStatus } from '../../domain/job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { readDocument, syncFolder, writeDocument } from '../../files/durable-file.ts';
import { fileState } from '../../files/file-state.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import type { JobFolder } from './job-folder.ts';
import { dropLease, leaseState } from './lease.ts';
import { endOfWholeJob } from './whole-job.ts';

const NEWLINE = 10;
const BLOCK_BYTES = 64 * 1024;

const INTERRUPTED = 'Assay stopped while this job was running';

/** A job whose process is gone, as it is shown: it ended when its last event was written. */
export async function abandonedJob(folder: JobFolder, job: Job): Promise<Job> {
  const state = (await fileState(folder.events)) ?? (await fileState(folder.manifest));
  const finishedAt = endAfter(job.startedAt, state ? new Date(state.modifiedMs).toISOString() : job.startedAt);
  return { ...job, status: 'interrupted', finishedAt, error: INTERRUPTED };
}

/**
 * Ends a job that a lost process of ours left: makes its log durable without a torn line, and writes its end into the manifest. If its
 * summary was written already, the end is the one that the summary names; if every event is in its log, it is done. `undefined` where
 * another process has been faster.
 */
export async function settleAbandonedJob(folder: JobFolder, job: Job, nowMs: number): Promise<Job | undefined> {
  const summarized = await summarizedJob(folder, job);
  const abandoned = await abandonedJob(folder, job);
  await keepWholeLines(folder.events);
  const whole = summarized === undefined ? await endOfWholeJob(folder, job) : undefined;
  if ((await leaseState(folder, nowMs)).state !== 'stale') return undefined;
  if (whole !== undefined) await writeDocument(folder.summary, whole.summary ?? {});
  const settled = summarized ?? whole?.job ?? abandoned;
  await writeDocument(folder.manifest, toManifest(settled));
  await dropLease(folder);
  return settled;
}

/**
 * Makes the end of a job durable that a process wrote which was lost then: its lease is still there, and it may have died before that was
 * certain.
 */
export async function confirmEnd(folder: JobFolder, nowMs: number): Promise<void> {
  if ((await leaseState(folder, nowMs)).state !== 'stale') return;
  await syncFolder(folder.path);
  await dropLease(folder);
}

async function summarizedJob(folder: JobFolder, job: Job): Promise<Job | undefined> {
  const state = await fileState(folder.summary);
  const summary = await readDocument(folder.summary).catch(() => undefined);
  if (state === undefined || typeof summary !== 'object' || summary === null || !('status' in summary)) return undefined;
  const status = JOB_STATUSES.find((known) => known === summary.status);
  return status && isSettled(status)
    ? {
        ...job,
        status,
        finishedAt: endAfter(job.startedAt, new Date(state.modifiedMs).toISOString()),
        error: errorOf(summary, status),
      }
    : undefined;
}

function errorOf(summary: object, status: JobStatus): string | null {
  const error = 'error' in summary ? summary.error : null;
  return typeof error === 'string' ? error : status === 'interrupted' ? INTERRUPTED : null;
}

/**
 * Cuts off what a crash left after the last whole line of a log, and makes the rest durable: the lost process may not have come to that,
 * and from now on clients see it. Only for a log that no process appends to.
 */
async function keepWholeLines(path: string): Promise<void> {
  const handle = await openRegularFile(path, constants.O_RDWR).catch(() => undefined);
  if (handle === undefined) return;
  try {
    const { size } = await handle.stat();
    const end = await endOfLastLine(handle, size);
    if (end < size) await handle.truncate(end);

    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  for (let to = size; to > 0; to -= BLOCK_BYTES) {
    const from = Math.max(0, to - BLOCK_BYTES);
    const { bytesRead } = await handle.read(block, 0, to - from, from);
    const newline = block.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (newline >= 0) return from + newline + 1;
  }
  return 0;
}
