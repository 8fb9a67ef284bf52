import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import type { ListAddress } from './list-address.ts';
import { isActive, type Result } from './result-list.ts';
import { type RowActions, RunRow } from './run-row.tsx';

/** No search has more steps than are useful to see in a list; the job's page has them all. */
const MOST_STEPS = 200;

interface Props extends RowActions {
  readonly search: Result;
  readonly list: ListAddress;
  readonly metric: string;
}

/** The steps of a search, under its row, in their order. */
export function StepRows({ search, list, metric, ...actions }: Props): ReactNode {
  const { data, error, refetch } = useQuery({
    // A step that ends changes the count, and the list is read anew.
    queryKey: ['results', 'steps', search.id, search.steps],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/results', {
          params: { query: { kind: 'step', steps: 'all', q: search.id, limit: MOST_STEPS } },
          signal,
        }),
      ),
    placeholderData: (before) => before,
    refetchInterval: isActive(search) ? 3_000 : false,
  });
  const steps = data?.results.filter(({ job_id: jobId }) => jobId === search.id) ?? [];
  if (data === undefined) {
    return (
      <tr className="step">
        <td colSpan={9}>
          {error === null ? <Loading what="Reading the steps" /> : <ProblemBox error={error} onRetry={() => void refetch()} />}
        </td>
      </tr>
    );
  }

  return steps
    .toSorted((a, b) => (a.step_index ?? 0) - (b.step_index ?? 0))
    .map((step) => <RunRow key={step.id} result={step} list={list} metric={metric} {...actions} />);
}
