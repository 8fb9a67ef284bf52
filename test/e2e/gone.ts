import { setTimeout } from 'node:timers/promises';
import { knownProcess } from '../../src/runner/guard/process-table.ts';

/** Resolves when there is no process of this number any more. */
export async function gone(pid: number): Promise<void> {
  while (knownProcess(pid) !== undefined) await setTimeout(5);
}
