import { JobNotFoundError } from '../../domain/errors.ts';
import type { JobStore } from '../../domain/job-store.ts';
import type { FolderPlace } from './moved-part.ts';

/** Copies a job that has ended, without its labels; `false` where one of its id is there. Throws for one whose log is damaged. */
export async function moveJob(jobId: string, { storage: { jobs } }: FolderPlace, to: JobStore): Promise<boolean> {
  if ((await to.find(jobId)) !== undefined) return false;
  const job = await jobs.find(jobId);
  if (job === undefined) throw new JobNotFoundError();
  const files = (await jobs.files(jobId)).filter(({ name }) => !name.includes('/'));
  await checkWhole(jobs, jobId, files.find(({ name }) => name === 'events.jsonl')?.size ?? 0);
  await to.adopt(job, files);
  return true;
}

/** Throws where lines of a log of so many bytes can't be read. */
async function checkWhole(jobs: JobStore, jobId: string, size: number): Promise<void> {
  let bytes = 0;
  for await (const batch of jobs.read(jobId, 0)) bytes += batch.bytes.byteLength;
  if (bytes !== size)
    throw new Error('its events.jsonl has lines that can’t be read, or ends within one: it is kept where it is');
}
