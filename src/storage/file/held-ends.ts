import type { Job } from '../../domain/job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { writeDocument } from '../../files/durable-file.ts';
import { fileState } from '../../files/file-state.ts';
import type { JobFolder } from './job-folder.ts';

const RETRY_MS = 5_000;

/** How a job ended, as it goes to disk. */
export interface EndOfJob {
  readonly folder: JobFolder;
  readonly job: Job;
  /** The document `summary.json`. */
  readonly summary: object | null;
}

/** Writes the summary, then the manifest: a reader who sees the end finds the summary. */
export async function writeEnd({ folder, job, summary }: EndOfJob): Promise<void> {
  if (summary) await writeDocument(folder.summary, summary);
  await writeDocument(folder.manifest, toManifest(job));
}

/** The end that is held for one that the disk did not take: a job whose events are gone is not `done`. */
export async function endToHold({ folder, job, summary }: EndOfJob): Promise<EndOfJob> {
  if (job.status !== 'done' || (await exists(folder.events))) return { folder, job, summary };
  return { folder, job: { ...job, status: 'error', error: 'its events are gone' }, summary: null };
}

/** The job of a held end as it is shown until the end is written, with the cause. */
export function shownMeanwhile({ job }: EndOfJob, cause: unknown): Job {
  const note = `its end is not on disk yet (${shortMessage(cause)})`;
  return { ...job, error: job.error === null ? note : `${job.error}; ${note}` };
}

/** A file that can't be looked at counts as there. */
async function exists(path: string): Promise<boolean> {
  return (await fileState(path).catch(() => 'unknown')) !== undefined;
}

/** `ENOSPC: no space left on device`, without the call and the path that the system adds. */
function shortMessage(error: unknown): string {
  return String(error)
    .replace(/^\w*Error: /, '')
    .replace(/, \w+( '.*)?$/s, '');
}

/**
 * The ends of jobs that the disk could not take, because it is full or the folder is gone. Each is tried again every few
 * seconds and once more when the store is closed; what is still not written then is lost with the process.
 */
export class HeldEnds {
  readonly #ends = new Map<string, EndOfJob>();
  readonly #write: (end: EndOfJob) => Promise<boolean>;
  readonly #retryMs: number;
  #timer: NodeJS.Timeout | undefined;
  #retrying: Promise<void> | undefined;

  /** `write` says whether an end need no longer be held. What it throws counts as no. */
  constructor(write: (end: EndOfJob) => Promise<boolean>, retryMs = RETRY_MS) {
    this.#write = write;
    this.#retryMs = retryMs;
  }

  hold(end: EndOfJob): void {
    this.#ends.set(end.folder.jobId, end);
    this.#timer ??= setInterval(() => void this.retry(), this.#retryMs).unref();
  }

  of(jobId: string): EndOfJob | undefined {
    return this.#ends.get(jobId);
  }

  forget(jobId: string): void {
    this.#ends.delete(jobId);
    if (this.#ends.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Tries to write all of them. A call during another one shares it. */
  retry(): Promise<void> {
    this.#retrying ??= this.#writeAll().finally(() => (this.#retrying = undefined));
    return this.#retrying;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#retrying;
    await this.retry();
  }

  async #writeAll(): Promise<void> {
    for (const [jobId, end] of this.#ends) if (await this.#write(end).catch(() => false)) this.forget(jobId);
  }
}
