import type { Job } from '../domain/job.ts';

/** Newest first; jobs of the same instant by their ids. */
export function byStart(a: Job, b: Job): number {
  const difference = Date.parse(b.startedAt) - Date.parse(a.startedAt);
  return difference === 0 ? descending(a.startedAt, b.startedAt) || descending(a.id, b.id) : difference;
}

function descending(a: string, b: string): number {
  return a === b ? 0 : a < b ? 1 : -1;
}
