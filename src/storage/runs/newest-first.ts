import type { RunSummary } from '../../domain/run.ts';

const times = new WeakMap<RunSummary, number>();

/** Newest first; runs of the same instant by their ids, and those without a time at the end. */
export function newestFirst(a: RunSummary, b: RunSummary): number {
  const difference = timeOf(b) - timeOf(a);
  return difference || (a.runId < b.runId ? 1 : -1);
}

function timeOf(run: RunSummary): number {
  let time = times.get(run);
  if (time === undefined) {
    time = run.createdAt === null ? Number.MIN_SAFE_INTEGER : Date.parse(run.createdAt);
    times.set(run, time);
  }
  return time;
}
