import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { api, dataOf } from '../../api/client.ts';

interface Props {
  readonly project: string;
  readonly what: 'program' | 'prompt' | 'dataset';
  readonly name: string;
}

/** How many results used a part of a project, and the newest of them; beside it a way to start one. */
export function UsedBy({ project, what, name }: Props): ReactNode {
  const { data } = useQuery({
    queryKey: ['results', 'used', project, what, name],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/results', { params: { query: { project, [what]: name, limit: 1 } }, signal })),
    staleTime: 30_000,
  });
  const field = what === 'dataset' ? 'examples' : what;
  const [newest] = data?.results ?? [];
  return (
    <small className="used-by">
      {newest === undefined ? (
        data !== undefined && 'not used yet'
      ) : (
        <>
          used by {data?.total === 1 ? '1 run' : `${String(data?.total)} runs`}, last{' '}
          <Link href={newest.job_id === null ? `/runs/${encodeURIComponent(newest.id)}` : `/jobs/${newest.job_id}`}>
            <bdi>{newest.name}</bdi>
          </Link>
        </>
      )}{' '}
      ·{' '}
      <Link href={`/start/evaluate?project=${encodeURIComponent(project)}&${field}=${encodeURIComponent(name)}`}>
        start with it
      </Link>
    </small>
  );
}
