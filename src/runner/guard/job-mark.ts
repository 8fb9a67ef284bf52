import { randomUUID } from 'node:crypto';
import { isRunning, knownProcess, pidNamespace } from './process-table.ts';

/** The variable that is in the environment of every process of a job, also of those that a program starts. */
export const MARK_VARIABLE = '_ASSAY_PROCESS';

/**
 * Begins the marks of all processes that this server starts: its namespace, its number, and when it started. Nobody else's processes
 * carry it, now or after a restart.
 */
export const OWN_MARK = ownMark();

/** A mark that no other process of a job has had. */
export function newMark(): string {
  return `${OWN_MARK}${randomUUID()}`;
}

/** Whether the server that gave this mark is gone, for certain. */
export function isAbandoned(mark: string): boolean {
  const [namespace, pid, startedAt] = mark.split('.');
  if (namespace === undefined || pid === undefined || startedAt === undefined || !/^[1-9]\d*$/.test(pid)) return false;
  if (namespace === '' || startedAt === '' || namespace !== pidNamespace()) return false;
  return !isRunning({ pid: Number(pid), startedAt });
}

function ownMark(): string {
  return `${pidNamespace() ?? ''}.${process.pid}.${knownProcess(process.pid)?.startedAt ?? ''}.`;
}
