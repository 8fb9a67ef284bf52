import { api, dataOf, type Schemas } from '../../api/client.ts';
import type { RowPage } from '../../parts/rows/use-rows.ts';

/** A sample of the first run, in short, with the same sample of the second beside it. */
export type PairedRow = Schemas['PlacedSample'];

/** What became of a sample from the second run to the first. */
export const PAIRINGS = ['improved', 'regressed', 'equal', 'missing'] as const;

export type Pairing = (typeof PAIRINGS)[number];

export interface PairedConditions {
  readonly runId: string;
  readonly against: string;
  readonly metric: string;
  readonly lowerIsBetter: boolean;
  readonly q: string;
  readonly tag: string;
}

/** How many rows there are of each kind. */
export async function countPaired(conditions: PairedConditions, signal: AbortSignal): Promise<Record<Pairing, number>> {
  const params = { path: { run_id: conditions.runId }, query: filterOf(conditions, null) };
  const { paired } = await dataOf(api.GET('/api/runs/{run_id}/samples/aggregate', { params, signal }));
  return paired ?? { improved: 0, regressed: 0, equal: 0, missing: 0 };
}

interface Place {
  readonly offset: number;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** The rows of one kind, or (`null`) all, from a place on; their texts are short unless one row is asked for. */
export async function pairedRows(
  conditions: PairedConditions,
  pairing: Pairing | null,
  sort: string,
  { offset, limit, signal }: Place,
): Promise<RowPage<PairedRow>> {
  const texts = limit === 1 ? 'whole' : 'short';
  const query = { ...filterOf(conditions, pairing), sort, offset, limit, texts } as const;
  const params = { path: { run_id: conditions.runId }, query };
  const { samples, total } = await dataOf(api.GET('/api/runs/{run_id}/samples', { params, signal }));
  return { rows: samples, total };
}

function filterOf({ against, metric, lowerIsBetter, q, tag }: PairedConditions, pairing: Pairing | null) {
  return {
    against,
    metric,
    ...(lowerIsBetter ? { lower_is_better: 'true' as const } : {}),
    ...(pairing === null ? {} : { paired: pairing }),
    ...(q === '' ? {} : { q }),
    ...(tag === '' ? {} : { tag }),
  };
}

/** The order of rows unless another one is asked for: the largest differences first, whichever run is ahead. */
export const LARGEST_FIRST = '-abs_delta';

export interface TagCount {
  readonly tag: string;
  readonly samples: number;
}

/** The tags of a run's samples, the most frequent first, a hundred at most. */
export async function tagsOf(runId: string, signal: AbortSignal): Promise<readonly TagCount[]> {
  const params = { path: { run_id: runId }, query: { slice_by: 'tags' } };
  const { slices } = await dataOf(api.GET('/api/runs/{run_id}/samples/aggregate', { params, signal }));
  return (slices ?? []).flatMap(({ value, samples }) => (value === null ? [] : [{ tag: value, samples }]));
}
