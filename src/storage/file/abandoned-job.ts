import { isSettled, type Job, JOB_STATUSES, type JobStatus } from '../../domain/job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { fileState } from '../../files/file-state.ts';
import { readDocument, writeDocument } from '../../files/json-document.ts';
import { cutTornLine } from './cut-torn-line.ts';
import type { JobFolder } from './job-folder.ts';
import { dropLease } from './lease.ts';

const INTERRUPTED = 'Assay stopped while this job was running';

/** A job that nobody runs any more, as it is shown: it ended when its last event was written. */
export async function abandonedJob(folder: JobFolder, job: Job): Promise<Job> {
  const state = (await fileState(folder.events)) ?? (await fileState(folder.manifest));
  const finishedAt = state ? new Date(state.modifiedMs).toISOString() : job.startedAt;
  return { ...job, status: 'interrupted', finishedAt, error: INTERRUPTED };
}

/**
 * Ends a job of ours that a lost process left behind: cuts a torn line off its log and writes its end into the manifest.
 * Where its summary was written already, the end is the one that the summary names.
 */
export async function settleAbandonedJob(folder: JobFolder, job: Job): Promise<Job> {
  const settled = (await summarizedJob(folder, job)) ?? (await abandonedJob(folder, job));
  await cutTornLine(folder.events);
  await writeDocument(folder.manifest, toManifest(settled));
  await dropLease(folder.lease);
  return settled;
}

async function summarizedJob(folder: JobFolder, job: Job): Promise<Job | undefined> {
  const state = await fileState(folder.summary);
  const summary = await readDocument(folder.summary).catch(() => undefined);
  if (state === undefined || typeof summary !== 'object' || summary === null || !('status' in summary)) return undefined;

  const status = JOB_STATUSES.find((known) => known === summary.status);
  return status && isSettled(status)
    ? { ...job, status, finishedAt: new Date(state.modifiedMs).toISOString(), error: errorOf(summary, status) }
    : undefined;
}

function errorOf(summary: object, status: JobStatus): string | null {
  const error = 'error' in summary ? summary.error : null;
  return typeof error === 'string' ? error : status === 'interrupted' ? INTERRUPTED : null;
}
