import type { Chance } from '../chance.ts';

/**
 * Which of the changes that were never synced reach the disk when the power fails: none, all, those up to some moment, or any of
 * them, since a disk may write them in another order.
 */
export function survivors<Change>(changes: readonly Change[], chance: Chance): Change[] {
  switch (chance.whole(4)) {
    case 0:
      return [];
    case 1:
      return [...changes];
    case 2:
      return changes.slice(0, chance.whole(changes.length + 1));
    default:
      return changes.filter(() => chance.isTrue(0.5));
  }
}
