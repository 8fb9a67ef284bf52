import type { SampleFilter } from '../../../domain/sample-query.ts';
import { PositionSet } from './position-set.ts';
import type { RunColumns } from './run-columns.ts';
import type { ChosenMetrics } from './run-metrics.ts';
import { reasonMatches } from './run-failures.ts';
import { valuesWithin } from './sample-differences.ts';
import { phasesOf, placesIn } from './sample-order.ts';
import { samplesOfTags } from './sample-tags.ts';

/** The samples that match what the database knows of them, all but texts and differences; `null` where that is all samples. */
export function storedMatches(columns: RunColumns, filter: SampleFilter, { metricNo }: ChosenMetrics): PositionSet | null {
  const { min, max } = filter;
  const hasBounds = min !== undefined || max !== undefined;
  return PositionSet.common([
    statusMatches(columns, filter),
    hasBounds ? valuesWithin(columns.scores(metricNo ?? 0), min, max) : null,
    tagMatches(columns, filter),
    kindMatches(columns, filter),
    filter.reason === undefined ? null : reasonMatches(columns, filter.reason),
  ]);
}

function statusMatches(columns: RunColumns, { status }: SampleFilter): PositionSet | null {
  if (status === undefined) return null;
  const isFailed = columns.numbers('is_failed');
  const wanted = status === 'failed' ? 1 : 0;
  return PositionSet.where(columns.size, (pos) => isFailed[pos] === wanted);
}

function tagMatches(columns: RunColumns, { tag }: SampleFilter): PositionSet | null {
  return tag === undefined ? null : PositionSet.of(columns.size, samplesOfTags(columns).get(tag) ?? []);
}

function kindMatches({ database, run: { runNo }, size }: RunColumns, { errorKind }: SampleFilter): PositionSet | null {
  if (errorKind === undefined) return null;
  const phases = phasesOf({ runNo, filter: { errorKind }, metricNo: null, order: 'position', isDescending: false });
  const places = phases.flatMap((phase) => placesIn(database, phase, { after: undefined, limit: -1 }));
  return PositionSet.of(
    size,
    places.map(({ pos }) => pos),
  );
}
