import type { KeptComparison } from '../statistics/live/live-comparison.ts';
import type { LiveSetup } from '../statistics/live/live-setup.ts';
import type { Comparison } from './comparison.ts';
import type { EventBatch } from './event-batch.ts';
import type { PageQuery } from './list-query.ts';

export const COMPARISON_STORE = Symbol('ComparisonStore');

export interface ComparisonQuery extends PageQuery {
  /** Only those in which this run is. */
  readonly runId?: string;
}

export interface ComparisonPage {
  readonly comparisons: readonly Comparison[];
  readonly nextCursor: string | null;
}

/**
 * Where live comparisons are kept, with everything that was said of them. What a method has resolved is durable.
 *
 * One process at a time writes a comparison; any number of processes read it. Methods with an id throw `comparison_not_found`, unless they say
 * something else, and those that write it `illegal_move` when another process writes it.
 */
export interface ComparisonStore {
  /** Takes a new comparison with what it is about, which this process writes from now on. */
  create(comparison: Comparison, setup: LiveSetup): Promise<void>;

  /** `undefined` for any id that is not a comparison's. */
  find(comparisonId: string): Promise<Comparison | undefined>;

  /** A page of those that match, the newest first. Throws `unusable_request` for a cursor that this list did not give out. */
  list(query?: ComparisonQuery): Promise<ComparisonPage>;

  /** Those that have not ended and that nobody writes, as far as that is known before one is claimed. */
  left(): Promise<readonly Comparison[]>;

  /** Has this process write a comparison from now on; false where another one does. */
  claim(comparisonId: string): Promise<boolean>;

  setup(comparisonId: string): Promise<LiveSetup>;

  /** Replaces the record of a comparison that has ended, or goes on. */
  update(comparison: Comparison): Promise<void>;

  /** Appends states, a line each. `batch.firstSeq` is the number of states there are: anything else throws and writes nothing. */
  appendStates(comparisonId: string, batch: EventBatch): Promise<void>;

  /** The states from a number on, in order; then it ends. */
  readStates(comparisonId: string, fromSeq: number): AsyncIterable<EventBatch>;

  /** How far it is, in place of what was kept before. */
  keep(comparisonId: string, kept: KeptComparison): Promise<void>;

  /** `null` before anything was kept, where it can't be read, and of what is not there. */
  kept(comparisonId: string): Promise<KeptComparison | null>;

  /** Removes a comparison at once and as a whole. */
  delete(comparisonId: string): Promise<void>;

  /** Leaves what this process writes to others. */
  close(): Promise<void>;
}
