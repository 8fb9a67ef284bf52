import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.ts';
import type { RowConditions } from './row-filter.ts';
import { readAggregate, type RowOwner } from './row-source.ts';

type Aggregate = UseQueryResult<Schemas['SampleAggregate']>;

const LIVE_MS = 1_500;
const ALL_LIVE_MS = 5_000;
const STALE_MS = 60_000;

/** What every reading of an owner's rows begins with, so that all can be read anew at once. */
export function rowsKey(owner: RowOwner): readonly unknown[] {
  return ['rows', owner.kind, owner.id, owner.kind === 'job' ? (owner.step ?? null) : null];
}

/** Counts and means of the rows that match, read again and again while they come. */
export function useAggregate(owner: RowOwner, conditions: RowConditions, isLive: boolean): Aggregate {
  return useQuery({
    queryKey: [...rowsKey(owner), 'aggregate', conditions],
    queryFn: ({ signal }) => readAggregate(owner, conditions, signal),
    placeholderData: keepPreviousData,
    staleTime: isLive ? 0 : STALE_MS,
    refetchInterval: isLive ? LIVE_MS : false,
  });
}

/** The same of all rows, also by tag. */
export function useWholeAggregate(owner: RowOwner, isLive: boolean): Aggregate {
  return useQuery({
    queryKey: [...rowsKey(owner), 'aggregate', 'by tag'],
    queryFn: ({ signal }) => readAggregate(owner, { slice_by: 'tags' }, signal),
    staleTime: isLive ? 0 : STALE_MS,
    refetchInterval: isLive ? ALL_LIVE_MS : false,
  });
}
