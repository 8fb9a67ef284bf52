import { api, dataOf, type Schemas } from '../../api/client.ts';

export type PairedRow = Schemas['PlacedSample'];

/** Which of the rows that two runs share: by which of the two has the better score. */
export const PAIRINGS = ['improved', 'regressed', 'equal'] as const;

export type Pairing = (typeof PAIRINGS)[number];

export interface PairedConditions {
  readonly runId: string;
  readonly against: string;
  readonly metric: string;
  readonly pairing: Pairing | null;
  readonly lowerIsBetter: boolean;
  readonly q: string;
}

/** Less is what calculations leave: 0.1 + 0.2 against 0.3. */
const LEAST_DIFFERENCE = 0.000_000_001;

/** How many rows match. */
export async function countPaired(conditions: PairedConditions, signal: AbortSignal): Promise<Schemas['SampleAggregate']> {
  const params = { path: { run_id: conditions.runId }, query: filterOf(conditions) };
  return dataOf(api.GET('/api/runs/{run_id}/samples/aggregate', { params, signal }));
}

interface Place {
  readonly offset: number;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** The server's most. */
const LONGEST_STEP = 1_000;

/** Where a list can be continued, by the number of rows before. */
const known = new Map<string, Map<number, string>>();

/** The rows of a filter and order from a place on; the pages before it are gone through once. */
export async function pairedRows(
  conditions: PairedConditions,
  sort: string,
  { offset, limit, signal }: Place,
): Promise<PairedRow[]> {
  const key = JSON.stringify([conditions, sort]);
  const cursors = known.get(key) ?? new Map<number, string>();
  known.set(key, cursors);
  let at = Math.max(0, ...[...cursors.keys()].filter((place) => place <= offset));
  for (;;) {
    const cursor = cursors.get(at);
    const step = at === offset ? limit : Math.min(LONGEST_STEP, offset - at);
    const query = { ...filterOf(conditions), sort, limit: step, ...(cursor === undefined ? {} : { cursor }) };
    const params = { path: { run_id: conditions.runId }, query };
    const page = await dataOf(api.GET('/api/runs/{run_id}/samples', { params, signal }));
    const next = at + page.samples.length;
    if (page.next_cursor !== null) cursors.set(next, page.next_cursor);
    if (at === offset) return page.samples;
    if (page.next_cursor === null) return [];
    at = next;
  }
}

function filterOf({ against, metric, pairing, lowerIsBetter, q }: PairedConditions) {
  return { against, metric, ...boundsOf(pairing, lowerIsBetter), ...(q === '' ? {} : { q }) };
}

function boundsOf(
  pairing: Pairing | null,
  lowerIsBetter: boolean,
): { readonly delta_min?: number; readonly delta_max?: number } {
  switch (pairing) {
    case null:
      return {};
    case 'equal':
      return { delta_min: -LEAST_DIFFERENCE, delta_max: LEAST_DIFFERENCE };
    case 'improved':
    case 'regressed':
      return (pairing === 'improved') !== lowerIsBetter ? { delta_min: LEAST_DIFFERENCE } : { delta_max: -LEAST_DIFFERENCE };
  }
}

/** The order that shows the largest differences of a filter first. */
export function largestFirst(pairing: Pairing | null, lowerIsBetter: boolean): string {
  return (pairing === 'regressed') !== lowerIsBetter ? 'delta' : '-delta';
}
