import type { FileHandle } from 'node:fs/promises';
import { eventsOf } from '../../domain/event-batch.ts';
import { endAfter, type Job } from '../../domain/job.ts';
import { tooManyFailures } from '../../domain/job-limits.ts';
import { summaryDocument } from '../../domain/job-manifest.ts';
import { newJobFold } from '../../domain/run-of-job.ts';
import { fileState } from '../../files/file-state.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { EventLog } from './event-log.ts';
import { PageCache } from './event-page.ts';
import type { EndOfJob } from './held-ends.ts';
import type { JobFolder } from './job-folder.ts';

const NEWLINE = 10;
const TAIL_BYTES = 1024 * 1024;
const PAGES_BYTES = 1024 * 1024;

/**
 * The end of a job whose process was lost when every event was in its log already: it is done, though nobody had noticed. `undefined`
 * for all others. The whole log is read only where its last line makes that likely.
 */
export async function endOfWholeJob(folder: JobFolder, job: Job): Promise<EndOfJob | undefined> {
  const { plannedTrials, plannedScorings, spec } = job;
  // One that tries failed trials again had an event of each before.
  if (plannedTrials === null || plannedScorings === null || job.resumed?.retriesFailed === true) return undefined;
  const state = await fileState(folder.events);
  const last = state?.isFile === true ? await lastEventIn(folder.events, state.size) : undefined;
  if (state === undefined || last === undefined || !mayBeLast(last, job)) return undefined;
  const fold = newJobFold(spec);
  for await (const batch of new EventLog(folder.events, new PageCache(PAGES_BYTES)).read(0, state.size))
    for (const event of eventsOf(batch)) fold.add(event);
  if (!fold.isComplete({ plannedTrials, plannedScorings, ...spec }) || tooManyFailures(job, fold) !== null) return undefined;
  const finishedAt = endAfter(job.startedAt, new Date(state.modifiedMs).toISOString());
  const done: Job = { ...job, status: 'done', finishedAt, error: null };
  return { folder, job: done, summary: summaryDocument(done, fold.summary()) };
}

interface LoggedHead {
  readonly seq?: unknown;
  readonly type?: unknown;
}

function mayBeLast({ seq, type }: LoggedHead, { spec, plannedTrials, plannedScorings }: Job): boolean {
  if (spec.kind === 'optimize') return type === 'step';
  const isWork = type === 'trial' || type === 'scoring';
  return isWork && typeof seq === 'number' && seq + 1 >= (plannedTrials ?? 0) + (plannedScorings ?? 0);
}

/** The event in the last line; `undefined` where that is too long or damaged. */
async function lastEventIn(path: string, size: number): Promise<LoggedHead | undefined> {
  const handle = await openRegularFile(path);
  try {
    const tail = await readTail(handle, size);
    const start = tail.lastIndexOf(NEWLINE, tail.length - 2) + 1;
    if (tail.at(-1) !== NEWLINE || (start === 0 && tail.length < size)) return undefined;
    const event: unknown = JSON.parse(tail.toString('utf8', start));
    return typeof event === 'object' && event !== null ? event : undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

async function readTail(handle: FileHandle, size: number): Promise<Buffer> {
  const from = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
  return buffer.subarray(0, bytesRead);
}
