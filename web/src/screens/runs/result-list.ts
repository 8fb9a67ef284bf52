import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { isJobKind } from '../../parts/jobs/result-kind.ts';

export type Result = Schemas['Result'];

/** Results on one page of the list. */
export const PAGE = 50;

const LIVE_MS = 1_500;
const IDLE_MS = 6_000;

/** Which page of the list; absent conditions match all. */
export interface ListedPage {
  readonly q: string;
  readonly kind: string;
  readonly status: string;
  readonly project: string;
  readonly model: string;
  readonly experiment: string;
  readonly sort: string;
  /** From 1. */
  readonly page: number;
}

/** A page of the list. It is read anew, soon while a job runs; until another page is there the one before stays. */
export function useResults({ page, experiment, ...conditions }: ListedPage): UseQueryResult<Schemas['Results']> {
  const given = Object.entries({ ...conditions, experiment_id: experiment }).filter(([, value]) => value !== '');
  const query = { ...Object.fromEntries(given), limit: PAGE, offset: (page - 1) * PAGE };
  return useQuery({
    queryKey: ['results', query],
    queryFn: ({ signal }) => dataOf(api.GET('/api/results', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.results.some(isActive) === true ? LIVE_MS : IDLE_MS),
  });
}

/** Whether it runs or waits. */
export function isActive({ status }: Result): boolean {
  return status === 'running' || status === 'queued';
}

/** The run that stands for it in a comparison: its own, or the best step of a search; `null` where there is none yet. */
export function comparedRunOf({ run_id: runId, best_step_run_id: bestStep }: Result): string | null {
  return runId ?? bestStep;
}

/** Where it is shown. */
export function addressOf({ id, kind }: Pick<Result, 'id' | 'kind'>): string {
  return `/${isJobKind(kind) ? 'jobs' : 'runs'}/${encodeURIComponent(id)}`;
}
