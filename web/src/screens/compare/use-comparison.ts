import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ReportedComparison, ReportedMetric } from '../../../../src/reports/comparison-report.ts';
import { titledComparison, titlesOf } from '../../../../src/reports/titled-comparison.ts';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { type CompareRequest, letterOf } from './compare-address.ts';

/** A run that is compared, by what people know it by. */
export interface PickedRun {
  readonly id: string;
  readonly letter: string;
  /** Unlike that of any other picked run. */
  readonly name: string;
  /** `undefined` while it is read, and where it can't be. */
  readonly run: Schemas['Run'] | undefined;
  readonly error: Error | null;
}

/** The runs of these ids, in their order. */
export function usePickedRuns(ids: readonly string[]): readonly PickedRun[] {
  const results = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['run', id],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        dataOf(api.GET('/api/runs/{run_id}', { params: { path: { run_id: id }, query: { samples: 'false' } }, signal })),
      staleTime: 10_000,
    })),
  });
  return useMemo(() => {
    // An address may name a run by its label, by the beginning of its id, or as the latest one.
    const found = ids.map((id, index) => ({
      run_id: results[index]?.data?.run_id ?? id,
      name: results[index]?.data?.name ?? id,
    }));
    const names = titlesOf({ runs: found });
    return found.map(({ run_id: id }, index) => ({
      id,
      letter: letterOf(index),
      name: names.get(id) ?? id,
      run: results[index]?.data,
      error: results[index]?.error ?? null,
    }));
  }, [ids, results]);
}

/** What the server says, as reports have it, with its sentences. */
export interface NamedComparison extends ReportedComparison {
  readonly metric_summaries: readonly (ReportedMetric & Pick<Schemas['MetricSummary'], 'sentence'>)[];
}

export interface ShownComparison {
  readonly raw: Schemas['Comparison'];
  /** With the names of runs in place of their ids, as the server's sentences have them. */
  readonly named: NamedComparison;
  /** With their letters, for tables. */
  readonly lettered: NamedComparison;
}

export interface ComparisonQuery {
  readonly shown: ShownComparison | undefined;
  readonly error: Error | null;
  /** Whether what is shown is of the options before. */
  readonly isOld: boolean;
  readonly retry: () => void;
}

/** How often runs in progress are compared anew. */
const LIVE_MS = 5_000;

/** What the server says about the picked runs; nothing is asked below two, or unless it is wanted. */
export function useComparison(request: CompareRequest, picked: readonly PickedRun[], isWanted: boolean): ComparisonQuery {
  const isLive = picked.some(({ run }) => run?.status === 'in_progress');
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['compare', request],
    queryFn: ({ signal }) => dataOf(api.POST('/api/compare', { body: request, signal })),
    enabled: isWanted && (request.run_ids?.length ?? 0) >= 2,
    placeholderData: keepPreviousData,
    staleTime: isLive ? 0 : 30_000,
    refetchInterval: isLive ? LIVE_MS : false,
  });
  const shown = useMemo(() => {
    if (data === undefined || !hasSameRuns(data, picked)) return undefined;
    // An answer of the server is what reports are made of; only its numbers of two are typed as lists.
    const reported = data as NamedComparison;
    return {
      raw: data,
      named: titledComparison(reported),
      lettered: titledComparison(reported, new Map(picked.map(({ id, letter }) => [id, letter]))),
    };
  }, [data, picked]);
  return { shown: error === null ? shown : undefined, error, isOld: isPlaceholderData, retry: () => void refetch() };
}

/** What was kept of other runs would be shown under the wrong names. */
function hasSameRuns({ run_ids: ids }: Schemas['Comparison'], picked: readonly PickedRun[]): boolean {
  return ids.length === picked.length && ids.every((id, index) => picked[index]?.id === id);
}
