import type { ArchivedItem } from '../domain/archive.ts';

const DAY_MS = 86_400_000;

/** What may be deleted. */
export interface RetentionRules {
  /** What ended longer ago; `null` for no limit. */
  readonly olderThanDays: number | null;
  /** The oldest, until all that is left is no larger; `null` for no limit. */
  readonly largerThanBytes: number | null;
  /** Labels by people go with their run; without it, runs that have some are kept. */
  readonly includesLabelled: boolean;
}

export interface DoomedItem extends ArchivedItem {
  readonly because: 'age' | 'size';
}

export interface RetentionPlan {
  /** The oldest first. */
  readonly doomed: readonly DoomedItem[];
  /** Of the doomed. */
  readonly bytes: number;
  /** Of everything that was there. */
  readonly totalBytes: number;
  /** How many would be deleted if they had no labels. */
  readonly keptForLabels: number;
}

/** What of these items, the oldest first, the rules have deleted. */
export function retentionPlan(items: readonly ArchivedItem[], rules: RetentionRules, nowMs: number): RetentionPlan {
  const { olderThanDays, largerThanBytes, includesLabelled } = rules;
  const totalBytes = items.reduce((sum, { bytes }) => sum + bytes, 0);
  const doomed: DoomedItem[] = [];
  let left = totalBytes;
  let keptForLabels = 0;
  for (const item of items) {
    const isOld = olderThanDays !== null && nowMs - Date.parse(item.endedAt) > olderThanDays * DAY_MS;
    if (!isOld && (largerThanBytes === null || left <= largerThanBytes)) continue;
    if (item.isLabelled && !includesLabelled) {
      keptForLabels += 1;
      continue;
    }
    doomed.push({ ...item, because: isOld ? 'age' : 'size' });
    left -= item.bytes;
  }
  return { doomed, bytes: totalBytes - left, totalBytes, keptForLabels };
}
