import type { Comparison } from '../domain/comparison.ts';
import type { ComparisonStore } from '../domain/comparison-store.ts';
import { ComparisonNotFoundError } from '../domain/errors.ts';
import type { EventBatch } from '../domain/event-batch.ts';
import type { EventBus } from '../events/event-bus.ts';
import { followLog, type FollowOptions } from './follow-log.ts';

/** What a follower of comparisons reads from, and what wakes it up. */
export interface ComparisonSource {
  readonly comparisons: ComparisonStore;
  readonly bus: EventBus;
}

/**
 * Every state of a comparison from `fromSeq` on, as `followLog` has them; it ends after the last state of one that has ended. A comparison that does
 * not exist ends it at once.
 */
export function followComparison(
  { comparisons, bus }: ComparisonSource,
  comparisonId: string,
  options: FollowOptions,
): AsyncGenerator<EventBatch | 'idle'> {
  const log = {
    isOver: async () => isOver(await comparisons.find(comparisonId)),
    read: (fromSeq: number) => statesOf(comparisons, comparisonId, fromSeq),
    changes: bus.ofComparison(comparisonId),
  };
  return followLog(log, options);
}

function isOver(comparison: Comparison | undefined): boolean {
  return comparison === undefined || comparison.ended !== null;
}

/** A comparison that was removed since it was looked up has none. */
async function* statesOf(store: ComparisonStore, comparisonId: string, fromSeq: number): AsyncGenerator<EventBatch> {
  try {
    yield* store.readStates(comparisonId, fromSeq);
  } catch (error) {
    if (!(error instanceof ComparisonNotFoundError)) throw error;
  }
}
