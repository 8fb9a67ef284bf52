import { isDifferenceSort, type SampleQuery } from '../../../domain/sample-query.ts';
import type { RunColumns } from './run-columns.ts';
import { type ChosenMetrics, metricNumber } from './run-metrics.ts';
import type { StoredOrder } from './sample-order.ts';
import type { SampleSearch } from './sample-search.ts';

/** What a page or an aggregate is made from. */
export interface PageSource {
  readonly columns: RunColumns;
  /** Of the run that differences are to. */
  readonly other: RunColumns | null;
  readonly search: SampleSearch;
}

/** The differences by the chosen metric. */
export function differencesOf(
  columns: RunColumns,
  other: RunColumns,
  { metricNo, otherMetricNo }: ChosenMetrics,
): Float64Array {
  return columns.differences(metricNo ?? 0, other, otherMetricNo ?? 0);
}

/** The order of the database that a query wants; that in which samples came where it wants one by differences. */
export function storedOrder({ database, run }: RunColumns, { sort }: SampleQuery): StoredOrder {
  const by = sort?.by ?? 'position';
  if (typeof by === 'object') return { metricNo: metricNumber(database, run, by.metric) };
  return isDifferenceSort(by) ? 'position' : by;
}

/** What a query wants samples sorted by, where that is a difference; `null` where it is not. */
export function sortedDifferences({ sort }: SampleQuery, differences: Float64Array | null): Float64Array | null {
  if (differences === null || !isDifferenceSort(sort?.by)) return null;
  return sort.by === 'delta' ? differences : differences.map(Math.abs);
}
