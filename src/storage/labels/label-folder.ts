import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredRunRow } from '../index/run-table.ts';

/** Where runs are. */
export interface LabelRoots {
  readonly projectsRoot: string;
  readonly storageDir: string;
}

/** What of a run says where its labels are. */
export type LabelledRow = Pick<StoredRunRow, 'source' | 'origin' | 'step_index' | 'hide_key'>;

/**
 * The folder of a run's labels: within that of its job or import, with which it goes, and apart for a run that Themis wrote, whose folder is
 * never changed.
 */
export function labelFolder(
  { source, origin, step_index: step, hide_key: hideKey }: LabelledRow,
  { projectsRoot, storageDir }: LabelRoots,
): string {
  switch (source) {
    case 'job':
      return join(projectsRoot, 'jobs', origin, step < 0 ? 'labels' : `labels.${step}`);
    case 'import':
      return join(storageDir, 'runs', origin, 'labels');
    case 'themis':
      return join(storageDir, '.labels', hideKey);
  }
}

/** Whether the folder above that of the labels is the run's own, which only the run makes. */
export function isBesideItsRun({ source }: LabelledRow): boolean {
  return source !== 'themis';
}

/** Removes the labels of a run that was deleted while what it is made from stays, and they with it. */
export async function removeLabelsLeftBehind(row: LabelledRow, roots: LabelRoots): Promise<void> {
  const isStep = row.source === 'job' && row.step_index >= 0;
  if (isStep || row.source === 'themis') await rm(labelFolder(row, roots), { recursive: true, force: true });
}
