import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { useAddress } from '../../lib/address.ts';
import { useDebounced } from '../../lib/use-debounced.ts';
import { Age } from '../../parts/age.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';

const PAGE = 50;

/** Everything that was run, newest first. */
export function RunsScreen(): ReactNode {
  const { get, set } = useAddress();
  const q = useDebounced(get('q'));
  const { data, error, refetch } = useQuery({
    queryKey: ['jobs', { q }],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/jobs', { params: { query: { limit: PAGE, ...(q === '' ? {} : { q }) } }, signal })),
    refetchInterval: 3_000,
  });
  return (
    <>
      <ScreenHead title="Runs" />
      <div className="toolbar" role="search">
        <input
          type="search"
          aria-label="Search the runs"
          placeholder="Name, project, model, id"
          value={get('q')}
          onChange={(event) => {
            set({ q: event.target.value }, 'replace');
          }}
        />
      </div>
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      <div className="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Kind</th>
              <th scope="col">Status</th>
              <th scope="col">Started</th>
            </tr>
          </thead>
          <tbody>
            {data?.jobs.map((job) => (
              <tr key={job.job_id}>
                <td dir="auto">{job.name}</td>
                <td>{job.kind}</td>
                <td>
                  <StatusMark status={job.status} />
                </td>
                <td>
                  <Age at={job.started_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
