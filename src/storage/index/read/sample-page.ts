import { isDifferenceSort, type SampleQuery, type SearchProgress } from '../../../domain/sample-query.ts';
import { PositionSet } from './position-set.ts';
import { offsetPlaces } from './offset-page.ts';
import { differencesOf, type PageSource, sortedDifferences, storedOrder } from './page-source.ts';
import type { RunColumns } from './run-columns.ts';
import { type ChosenMetrics, chosenMetrics } from './run-metrics.ts';
import { reasonMatches } from './run-failures.ts';
import { type CursorPlace, cursorOf, foreignCursor, placeOf, type SamplePlacement } from './sample-cursor.ts';
import { matchingDifferences, valuePlaces } from './sample-differences.ts';
import { type OrderedSamples, phasesOf, placesIn, type StoredOrder } from './sample-order.ts';
import { storedMatches } from './sample-matches.ts';
import { firstWithin } from './sample-rows.ts';

/** Samples that are looked at first where not all of them match; then eight times as many. */
const FIRST_CHUNK = 2_000;
const GROWTH = 8;

/** So few positions are given to the database, which then need not look at the others. */
const FEW = 2_000;

/** Lines of one page: it has fewer samples where theirs are longer. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Where the samples of a page are. */
export interface PlacePage {
  readonly positions: readonly number[];
  readonly nextCursor: string | null;
  /** All that match, where an offset was given. */
  readonly total: number | null;
  readonly search: SearchProgress | null;
  /** The differences to the other run by position, where one was named. */
  readonly differences: Float64Array | null;
}

/** A page of the samples that match a query. Throws `unusable_request` for a metric, a cursor or an offset that can't be used. */
export function placePage(source: PageSource, asked: SampleQuery): PlacePage {
  const { columns, search } = source;
  const { run } = columns;
  const place = placeOf(run, asked);
  const chosen = chosenMetrics(columns.database, run, asked, source.other?.run ?? null);
  const { places, total } =
    asked.offset === undefined
      ? { places: nextPlaces(source, asked, chosen, { place, wanted: asked.limit + 1 }), total: null }
      : offsetPlaces(source, { ...asked, offset: asked.offset }, chosen);
  const positions = firstWithin(
    columns.database,
    run.runNo,
    places.slice(0, asked.limit).map(({ pos }) => pos),
    MAX_BYTES,
  );
  const last = places[positions.length - 1];
  return {
    positions,
    nextCursor: last === undefined || places.length === positions.length ? null : cursorOf(run, asked, last),
    total,
    search: asked.q === undefined ? null : search.progress(columns),
    differences: source.other && differencesOf(columns, source.other, chosen),
  };
}

interface Wanted {
  readonly after: SamplePlacement | undefined;
  readonly wanted: number;
}

function nextPlaces(
  source: PageSource,
  asked: SampleQuery,
  chosen: ChosenMetrics,
  { place, wanted: count }: { readonly place: CursorPlace | undefined; readonly wanted: number },
): SamplePlacement[] {
  const { columns, search } = source;
  const { run, size } = columns;
  const differences = source.other && differencesOf(columns, source.other, chosen);
  const within = PositionSet.common([
    differences && matchingDifferences(differences, asked),
    asked.reason === undefined ? null : reasonMatches(columns, asked.reason),
  ]);
  const isDescending = asked.sort?.isDescending ?? false;
  const samples: OrderedSamples = {
    runNo: run.runNo,
    filter: asked,
    metricNo: chosen.metricNo,
    order: storedOrder(columns, asked),
    isDescending,
  };
  const wanted = { after: place && wholePlace(columns, samples, place), wanted: count };
  if (asked.q !== undefined && samples.order === 'position' && !isDescending && !isDifferenceSort(asked.sort?.by))
    return foundPlaces(source, samples, { ...wanted, q: asked.q, within });
  const found = asked.q === undefined ? null : PositionSet.of(size, search.all(columns, asked.q));
  const among = PositionSet.common([within, found]);
  const values = sortedColumn(columns, samples.order, sortedDifferences(asked, differences));
  if (values === null) return orderedPlaces(columns, samples, { ...wanted, among });
  const matching = PositionSet.common([among, storedMatches(columns, asked, chosen)]);
  return valuePlaces(values, { ...wanted, among: matching, isDescending });
}

/** The column that is sorted by, where it is at hand: differences, or the scores of a run that no longer changes. */
function sortedColumn(columns: RunColumns, order: StoredOrder, differences: Float64Array | null): Float64Array | null {
  if (differences !== null) return differences;
  return typeof order === 'object' && columns.hasEnded ? columns.scores(order.metricNo) : null;
}

/** The place that a cursor names, with the text that it is sorted by. */
function wholePlace({ database }: RunColumns, samples: OrderedSamples, { value, pos }: CursorPlace): SamplePlacement {
  if (value !== 'text') return { value, pos };
  const [phase] = phasesOf(samples);
  const [place] = phase === undefined ? [] : placesIn(database, phase, { after: undefined, limit: 1, among: [pos] });
  if (place === undefined) throw foreignCursor();
  return place;
}

/** In the order in which they came, as the search finds them: a common word need not be looked up to its end. */
function foundPlaces(
  { columns, search }: PageSource,
  samples: OrderedSamples,
  { after, wanted, q, within }: Wanted & { readonly q: string; readonly within: PositionSet | null },
): SamplePlacement[] {
  const places: SamplePlacement[] = [];
  let pos = after?.pos ?? -1;
  for (let chunk = Math.max(wanted, 100); places.length < wanted; chunk = Math.min(chunk * GROWTH, FIRST_CHUNK * GROWTH)) {
    const found = search.next(columns, q, { after: pos, limit: chunk });
    const possible = within === null ? found : found.filter((each) => within.has(each));
    for (const phase of phasesOf(samples))
      places.push(...placesIn(columns.database, phase, { after: undefined, limit: wanted - places.length, among: possible }));
    if (found.length < chunk) return places;
    pos = found.at(-1) ?? pos;
  }
  return places;
}

function orderedPlaces(
  { database }: RunColumns,
  samples: OrderedSamples,
  { after, wanted, among }: Wanted & { readonly among: PositionSet | null },
): SamplePlacement[] {
  const places: SamplePlacement[] = [];
  const phases = phasesOf(samples);
  const first = after === undefined ? 0 : phases.findIndex(({ value }) => (value === null) === (after.value === null));
  const isSmall = among !== null && among.count <= FEW;
  for (const [at, phase] of phases.slice(Math.max(first, 0)).entries()) {
    let place = at === 0 ? after : undefined;
    for (let chunk = among === null || isSmall ? wanted : FIRST_CHUNK; places.length < wanted; chunk *= GROWTH) {
      const rows = placesIn(database, phase, { after: place, limit: chunk, ...(isSmall ? { among } : {}) });
      for (const row of rows) if (places.length < wanted && (among?.has(row.pos) ?? true)) places.push(row);
      if (rows.length < chunk) break;
      place = rows.at(-1);
    }
  }
  return places;
}
