import { setTimeout as delay } from 'node:timers/promises';
import { isSettled, type Job } from '../../domain/job.ts';
import { fromManifest } from '../../domain/job-manifest.ts';
import { readDocument } from '../../files/durable-file.ts';
import { fileState, type FileState } from '../../files/file-state.ts';
import { abandonedJob, confirmEnd, settleAbandonedJob } from './abandoned-job.ts';
import type { JobFolder } from './job-folder.ts';
import { leaseState } from './lease.ts';

/** How long a folder without a manifest counts as still being created. */
const CREATION_MS = 5_000;

/** How long a manifest may be half written. */
const WRITING_MS = 1_000;

/** A running job without a lease, as promptuna-server writes it, counts as lost once its files have not changed for this long. */
const SILENCE_MS = 5 * 60_000;

/** How often a half-written manifest is read again, and how long to wait before. */
const ATTEMPTS = 4;
const PAUSE_MS = 15;

/** What is known about one folder. */
export interface JobRecord {
  /** The state of the manifest that it was made from. */
  readonly stamp: string;
  /** Whether only the index has the job, which has ended. */
  readonly isKept?: true;
  /** As the manifest has it. */
  readonly stored: Job | undefined;
  /** As it is shown; `undefined` for a folder that is not a job, or not yet. */
  readonly job: Job | undefined;
  /** Whether it is likely to stay as it is. */
  readonly isQuiet: boolean;
}

/**
 * Looks at a folder again. Returns the same record, or a record with the same job, if nothing has changed, and `undefined`
 * when the folder is gone.
 */
export async function readRecord(
  folder: JobFolder,
  projectsRoot: string,
  nowMs: number,
  previous: JobRecord | undefined,
): Promise<JobRecord | undefined> {
  const manifest = await fileState(folder.manifest);
  if (manifest === undefined) return recordWithoutManifest(folder, projectsRoot, nowMs, previous);
  const isSame = previous?.stamp === manifest.stamp;
  if (isSame && (previous.isKept === true || (previous.stored && isSettled(previous.stored.status)))) return previous;
  const known = isSame ? previous.stored : undefined;
  const stored = known ?? (await readManifest(folder, isRecent(manifest, nowMs, WRITING_MS)));
  if (typeof stored === 'string') {
    const time = new Date(manifest.modifiedMs).toISOString();
    const job = brokenJob(folder.jobId, projectsRoot, time, stored);
    return { stamp: manifest.stamp, stored: job, job, isQuiet: true };
  }
  if (!isSettled(stored.status)) return unsettledRecord(folder, manifest, stored, nowMs, isSame ? previous : undefined);
  await confirmEnd(folder, nowMs).catch(() => undefined);
  return { stamp: manifest.stamp, stored, job: stored, isQuiet: true };
}

async function recordWithoutManifest(
  folder: JobFolder,
  projectsRoot: string,
  nowMs: number,
  previous: JobRecord | undefined,
): Promise<JobRecord | undefined> {
  const [self, events] = await Promise.all([fileState(folder.path), fileState(folder.events)]);
  if (self === undefined) return undefined;
  if (isRecent(self, nowMs, CREATION_MS) && !previous?.job)
    return { stamp: '', stored: undefined, job: undefined, isQuiet: false };

  if (previous?.stamp === 'missing') return previous;
  const time = new Date(self.modifiedMs).toISOString();
  const job = events?.size ? brokenJob(folder.jobId, projectsRoot, time, 'manifest.json is missing') : undefined;
  return { stamp: 'missing', stored: job, job, isQuiet: true };
}

async function unsettledRecord(
  folder: JobFolder,
  manifest: FileState,
  stored: Job,
  nowMs: number,
  previous: JobRecord | undefined,
): Promise<JobRecord> {
  const { state: lease } = await leaseState(folder, nowMs);
  // It goes on waiting for its turn, whoever takes it, unless its end was being written.
  if (stored.status === 'queued' && (lease === 'live' || (await fileState(folder.summary)) === undefined))
    return previous ?? { stamp: manifest.stamp, stored, job: stored, isQuiet: false };
  if (lease === 'stale') {
    const settled = await settleAbandonedJob(folder, stored, nowMs).catch(() => undefined);
    const after = settled && (await fileState(folder.manifest));
    if (after) return { stamp: after.stamp, stored: settled, job: settled, isQuiet: true };
  }
  const isLost = lease === 'stale' || (lease === 'absent' && (await isSilent(folder, manifest, nowMs)));
  if (previous && previous.isQuiet === isLost) return previous;
  const job = isLost ? await abandonedJob(folder, stored) : stored;
  return { stamp: manifest.stamp, stored, job, isQuiet: isLost };
}

async function isSilent(folder: JobFolder, manifest: FileState, nowMs: number): Promise<boolean> {
  const events = await fileState(folder.events);
  return !isRecent(manifest, nowMs, SILENCE_MS) && !(events && isRecent(events, nowMs, SILENCE_MS));
}

function isRecent(state: FileState, nowMs: number, periodMs: number): boolean {
  return nowMs - state.modifiedMs < periodMs;
}

/**
 * The job of a manifest, or what is wrong with it, in words. Other writers do not replace it at once: a half one is read
 * again before it counts as broken.
 */
async function readManifest(folder: JobFolder, mayBeHalfWritten: boolean): Promise<Job | string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return fromManifest(await readDocument(folder.manifest), { jobId: folder.jobId });
    } catch (error) {
      if (!mayBeHalfWritten || attempt === ATTEMPTS)
        return `manifest.json can't be read: ${error instanceof Error ? error.message : String(error)}`;

      await delay(PAUSE_MS);
    }
  }
}

/** What a job is shown as whose manifest says nothing: its id, and what is wrong. */
export function brokenJob(jobId: string, projectsRoot: string, time: string, error: string): Job {
  const spec = { kind: 'run', project: '', program: '', prompt: '', examples: '', model: '', workers: 1 } as const;
  return {
    id: jobId,
    spec: { ...spec, repeats: 1, generationKwargs: {} },
    status: 'error',
    startedAt: time,
    finishedAt: time,
    error,
    stopped: null,
    projectsRoot,
    datasetPath: '',
    datasetSha256: '',
    sources: { programSha256: null, metricsSha256: null, promptSha256: null },
    resumed: null,
    plannedTrials: null,
    plannedScorings: null,
    assayVersion: null,
    extra: {},
  };
}
