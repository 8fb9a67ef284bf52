import type { Comparison } from '../../domain/comparison.ts';
import type { ComparisonPage, ComparisonQuery } from '../../domain/comparison-store.ts';
import { UnusableRequestError } from '../../domain/errors.ts';

/** A page of comparisons, the newest first. Throws `unusable_request` for a cursor that no such list gave out. */
export function comparisonPage(all: readonly Comparison[], { runId, limit, cursor }: ComparisonQuery): ComparisonPage {
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const left = all
    .filter(({ runIds }) => runId === undefined || runIds.includes(runId))
    .filter((comparison) => after === undefined || keyOf(comparison) < after)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
  const comparisons = left.slice(0, limit);
  const last = comparisons.at(-1);
  const hasMore = last !== undefined && comparisons.length < left.length;
  return { comparisons, nextCursor: hasMore ? Buffer.from(keyOf(last)).toString('base64url') : null };
}

/** All are written with the same offset, so that they are in the order of their texts. */
function keyOf({ createdAt, id }: Comparison): string {
  return `${createdAt} ${id}`;
}

function placeOf(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString('utf8');
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z \S+$/.test(place)) return place;
  throw new UnusableRequestError('cursor is not one that this list gave out: leave it out to start with the first comparison');
}
