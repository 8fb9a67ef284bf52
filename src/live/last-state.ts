import type { ComparisonStore } from '../domain/comparison-store.ts';
import { eventLines } from '../domain/event-batch.ts';
import type { StateDocument } from './comparison-wire.ts';

/** What was said last of a comparison; `null` before anything was. Throws `comparison_not_found`. */
export async function lastState(store: ComparisonStore, comparisonId: string): Promise<StateDocument | null> {
  let last: Buffer | undefined;
  for await (const batch of store.readStates(comparisonId, 0)) last = [...eventLines(batch)].at(-1);
  return last === undefined ? null : (JSON.parse(last.toString('utf8')) as StateDocument);
}
